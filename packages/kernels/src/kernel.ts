import type { Tensor } from "./tensor.ts";

/**
 * What a descriptor field holds: a tensor the kernel reads, writes, or both (`?`: may be absent, encoded as 0),
 * or a number. The order of the fields is the layout of the descriptor: 4 bytes each.
 */
export type FieldRole = "read" | "write" | "update" | "read?" | "write?" | "update?" | "i32" | "f32";
export type Fields = Readonly<Record<string, FieldRole>>;

/** What a field of an operation holds: as for a kernel, or a number or a switch that the lowering makes something of. */
export type Role = FieldRole | "number" | "number?" | "boolean?";
type Roles = Readonly<Record<string, Role>>;

type Optional<F extends Roles> = { [K in keyof F]: F[K] extends `${string}?` ? K : never }[keyof F];
type Value<R extends Role> = R extends "boolean?"
  ? boolean
  : R extends "i32" | "f32" | `number${string}`
    ? number
    : Tensor;

/** What a call of a kernel, or an operation, with fields F is given. */
export type Arguments<F extends Roles> = { readonly [K in Exclude<keyof F, Optional<F>>]: Value<F[K]> } & {
  readonly [K in Optional<F>]?: Value<F[K]> | undefined;
};

/** How a field with this role uses its tensor; undefined where it holds none. */
export function usesOf(role: Role): { readonly reads: boolean; readonly writes: boolean } | undefined {
  const [use] = role.split("?");
  if (use === "read" || use === "write" || use === "update") return { reads: use !== "write", writes: use !== "read" };
  return undefined;
}

/** The fields but those named. */
export function without<F extends Fields, K extends keyof F>(fields: F, ...names: readonly K[]): Omit<F, K> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name as K))) as Omit<F, K>;
}

/** The encoded arguments as a reference sees them: byte addresses (0: absent), numbers, and the batch size. */
export type Encoded<F extends Fields> = { readonly [K in keyof F]: number } & { readonly batch: number };

/** Typed views over the whole arena; element i of a tensor at byte address a is f32[a / 4 + i]. */
export interface Views {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly u8: Uint8Array;
}

/** Elements of a tensor, from its first one on: `count` runs of `run` elements, the first at `start`, one every `stride`. */
export interface Region {
  /** Default: 0. */
  readonly start?: number;
  readonly run: number;
  /** Default: one run alone. */
  readonly stride?: number;
  readonly count?: number;
}

/**
 * One kernel: the layout of its descriptor, how its work is divided, and its plain TypeScript reference.
 *
 * `axis: "sample"` divides by sample: the unit is one sample of the batch, and a unit touches only its own part of the
 * tensors that are stored by sample. `axis: "tile"` divides by tiles of the kernel's own choosing, a function of the
 * shapes alone. Neither ever depends on the number of threads.
 */
export interface KernelDefinition<F extends Fields = Fields> {
  readonly fields: F;
  readonly axis: "sample" | "tile";
  /** Number of units of work in a call of a "tile" kernel; a "sample" kernel has as many as the batch has samples. */
  readonly units?: (args: Encoded<F>) => number;
  /** Rough cost of one tile in arithmetic operations: how many tiles a thread claims at a time. Default: one. */
  readonly work?: (args: Encoded<F>) => number;
  /** Neighbouring tiles that share something which a kernel prepares once a claim: they are claimed together if there are enough. */
  readonly shared?: (args: Encoded<F>) => number;
  /** Floating-point operations of the whole call, for profiles and benchmarks; 0 where that says nothing. */
  readonly flops?: (args: Encoded<F>) => number;
  /** Bytes of a tensor that a call touches, where that is not all of it: of a whole data set, a batch. */
  readonly touched?: Readonly<Partial<Record<keyof F, (args: Encoded<F>) => number>>>;
  /**
   * What a call touches of a tensor, where that is not all of it, or more than its shape says: calls on regions that have no
   * element in common need no barrier between them.
   */
  readonly regions?: Readonly<Partial<Record<keyof F, (args: Encoded<F>) => Region>>>;
  /** Bytes of private workspace each thread needs. */
  readonly scratch?: (args: Encoded<F>) => number;
  /** The same computation in plain TypeScript, the oracle of the tests. */
  readonly reference: (views: Views, args: Encoded<F>) => void;
}

/** Types a kernel's reference from its fields. */
export const defineKernel = <const F extends Fields>(definition: KernelDefinition<F>): KernelDefinition<F> =>
  definition;
