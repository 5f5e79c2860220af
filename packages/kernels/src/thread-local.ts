import { MAX_ARENA_BYTES } from "./arena.ts";
import { accessesOf, type Call, definitionOf } from "./call.ts";
import { align, SLACK } from "./plan.ts";
import type { Phase } from "./schedule.ts";
import type { Storage } from "./tensor.ts";

/** Storages of which each thread holds the samples at hand alone, with their offset in a part of its workspace. */
export interface ThreadLocals {
  readonly offsets: ReadonlyMap<Storage, number>;
  /** Of that part. */
  readonly bytes: number;
  /** Bytes of the whole storages that one phase goes through, the most of any. */
  readonly wholeBytes: number;
}

/** Of a batch in fewer pieces, what many threads hold of it is more than the whole. */
const LEAST_PIECES = 16;

/**
 * Finds what is written and read sample by sample within one phase alone. Of such a storage a thread needs the samples at hand
 * and no others: they stay in its cache, and are never written back to memory.
 *
 * @param leastPieces in so many pieces a chain must go through the batch
 */
export function threadLocals(
  phases: readonly Phase[],
  batch: number,
  isTransient: (storage: Storage) => boolean,
  leastPieces = LEAST_PIECES,
): ThreadLocals {
  const chains = phases.flat();
  const shared = new Set<Storage>();
  const uses = new Map<Storage, { readonly chain: Phase[number]; reads: boolean; writes: boolean }>();
  for (const chain of chains) {
    const isFine = Math.ceil(batch / chain.inner) >= leastPieces;
    for (const call of chain.calls) {
      for (const { field, tensor, writes } of accessesOf(call)) {
        const { storage, shape } = tensor;
        const isWhole = storage.bySample && shape[0] === batch && storage.bytes <= MAX_ARENA_BYTES;
        const use = uses.get(storage) ?? { chain, reads: false, writes: false };
        if (!isFine || !isWhole || !isTransient(storage) || !isSurelyThere(call, field) || use.chain !== chain)
          shared.add(storage);
        if (writes) use.writes = true;
        else use.reads = true;
        uses.set(storage, use);
      }
    }
  }
  const offsets = new Map<Storage, number>();
  const taken = new Map<Phase[number], { part: number; whole: number }>();
  for (const [storage, { chain, reads, writes }] of uses) {
    if (shared.has(storage) || !reads || !writes) continue;
    const { part, whole } = taken.get(chain) ?? { part: 0, whole: 0 };
    offsets.set(storage, part);
    const size = align(chain.inner * (storage.bytes / batch) + SLACK);
    taken.set(chain, { part: part + size, whole: whole + storage.bytes });
  }
  const most = (of: "part" | "whole"): number =>
    [...taken.values()].reduce((max, bytes) => Math.max(max, bytes[of]), 0);
  return { offsets, bytes: most("part"), wholeBytes: most("whole") };
}

/** An address in a thread's part may be any number, 0 as well, which of a field that may be missing says that it is. */
const isSurelyThere = (call: Call, field: string): boolean => {
  const { axis, fields } = definitionOf(call);
  return axis === "sample" && fields[field]?.endsWith("?") === false;
};
