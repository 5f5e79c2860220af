import type { TrainFlags } from "./train-and-show.ts";

/** The flags of `run`. */
export interface RunOptions extends TrainFlags {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly seeds?: readonly number[];
  /** Trainings at a time, where there are several. */
  readonly jobs: number;
  readonly numerics: "fused" | "strict";
  readonly out?: string;
  readonly force: boolean;
  readonly profile: boolean;
}
