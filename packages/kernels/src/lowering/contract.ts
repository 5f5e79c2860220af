import type { ArgumentsOf } from "../call.ts";
import type { CompositeOperations } from "../operations.ts";
import type { KernelName } from "../registry.ts";

/** What a lowering rule works with. */
export interface Lowering {
  readonly batch: number;
  /** Samples a chunk: per-chunk sums are added up in the order of the chunks. A function of the batch size alone. */
  readonly chunk: number;
  /** @param late see `Call` */
  call<K extends KernelName>(kernel: K, args: ArgumentsOf<K>, late?: boolean): void;
}

/** From one operation to the kernels that compute it. */
export type Rule<K extends keyof CompositeOperations> = (fields: CompositeOperations[K], lowering: Lowering) => void;
