import { usesOf } from "./kernel.ts";
import { type Operation, type OperationFields, type OperationKind, rolesOf } from "./operations.ts";
import type { Storage, Tensor } from "./tensor.ts";

/** An operation of one kind. */
export type Of<K extends OperationKind> = Extract<Operation, { kind: K }>;

/** A list of operations with who writes and who reads each tensor, while rules remove and replace some of them. */
export interface Graph {
  /** How often something was removed, replaced or put in. */
  readonly changes: number;
  /** What is left, in order. */
  readonly operations: readonly Operation[];
  all<K extends OperationKind>(kind: K): readonly Of<K>[];
  /** The only operation that writes the tensor, if it is of this kind. */
  writer<K extends OperationKind>(tensor: Tensor | undefined, kind: K): Of<K> | undefined;
  readers(tensor: Tensor): readonly Operation[];
  remove(operation: Operation): void;
  /** Puts one more operation right before this one. */
  insertBefore<K extends OperationKind>(operation: Operation, kind: K, fields: OperationFields<K>): void;
  /** Puts another operation where this one was. */
  replace<K extends OperationKind>(operation: Operation, kind: K, fields: OperationFields<K>): void;
}

/** A graph over a list that itself stays as it is. */
export function createGraph(emitted: readonly Operation[]): Graph {
  const positions = new Map<Operation, number>(emitted.map((operation, position) => [operation, position]));
  const users = { writes: new Map<Storage, Set<Operation>>(), reads: new Map<Storage, Set<Operation>>() };
  const kinds = new Map<OperationKind, Set<Operation>>();
  let changes = 0;

  function enter(operation: Operation): void {
    setOf(kinds, operation.kind).add(operation);
    for (const { tensor, writes, reads } of tensorsOf(operation)) {
      if (writes) setOf(users.writes, tensor.storage).add(operation);
      if (reads) setOf(users.reads, tensor.storage).add(operation);
    }
  }
  function leave(operation: Operation): void {
    changes++;
    positions.delete(operation);
    kinds.get(operation.kind)?.delete(operation);
    for (const { tensor } of tensorsOf(operation)) {
      users.writes.get(tensor.storage)?.delete(operation);
      users.reads.get(tensor.storage)?.delete(operation);
    }
  }
  const inOrder = (operations: Iterable<Operation>): Operation[] =>
    [...operations].sort((a, b) => (positions.get(a) as number) - (positions.get(b) as number));

  for (const operation of emitted) enter(operation);
  return {
    get changes() {
      return changes;
    },
    get operations() {
      return inOrder(positions.keys());
    },
    all: <K extends OperationKind>(kind: K) => inOrder(kinds.get(kind) ?? []) as Of<K>[],
    writer<K extends OperationKind>(tensor: Tensor | undefined, kind: K) {
      const [writer, ...others] = tensor ? (users.writes.get(tensor.storage) ?? []) : [];
      return others.length === 0 && writer?.kind === kind ? (writer as Of<K>) : undefined;
    },
    readers: ({ storage }) => inOrder(users.reads.get(storage) ?? []),
    remove: leave,
    insertBefore(operation, kind, fields) {
      const next = { kind, fields } as Operation;
      const position = positions.get(operation) as number;
      let before = position - 1;
      for (const other of positions.values()) if (other < position && other > before) before = other;
      changes++;
      positions.set(next, (before + position) / 2);
      enter(next);
    },
    replace(operation, kind, fields) {
      const position = positions.get(operation) as number;
      const next = { kind, fields } as Operation;
      leave(operation);
      positions.set(next, position);
      enter(next);
    },
  };
}

function setOf<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  let set = map.get(key);
  if (!set) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}

/** The tensors of an operation with the way they are used. */
function tensorsOf({ kind, fields }: Operation): { tensor: Tensor; writes: boolean; reads: boolean }[] {
  const given = fields as Readonly<Record<string, unknown>>;
  return Object.entries(rolesOf(kind)).flatMap(([field, role]) => {
    const uses = usesOf(role);
    return uses && given[field] !== undefined ? [{ tensor: given[field] as Tensor, ...uses }] : [];
  });
}
