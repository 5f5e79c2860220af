import type { Emitter } from "../emitter.ts";
import type { Tensor } from "../tensor.ts";

/** Calls whose results the tests compare with those of the references, and the self-test with those of wider vectors. */
export interface Case {
  readonly title: string;
  readonly batch: number;
  /** Emits the calls; returns the tensors that are inputs (filled at random) and outputs (compared). */
  readonly build: (emitter: Emitter, input: Make, output: Make) => void;
  /** Largest |value − reference| / (1 + |reference|). Default: 1e-5. */
  readonly tolerance?: number;
}

/** Makes a tensor that is filled, or one that is compared. */
export type Make = (
  label: string,
  shape: readonly number[],
  fill?: (i: number) => number,
  dtype?: Tensor["dtype"],
) => Tensor;
