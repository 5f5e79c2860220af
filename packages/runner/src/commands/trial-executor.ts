import type { Executor, Sweep } from "@assay/sweeps";
import type { Trainer } from "./services.ts";
import type { RunTrial } from "./sweep-planner.ts";

/** What trains a sweep's trials. */
export interface TrialExecutor extends Executor<RunTrial> {
  /** Told that the journal has a trial's result. */
  settle(trial: RunTrial): void;
  /** Ends what it has begun. */
  close(): Promise<void>;
}

/** What an executor works for. */
export interface ExecutorRequest {
  /** Trials at a time, where that was said. */
  readonly jobs?: number;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly revectorize: boolean;
  /** The address of a queue: others train the trials. */
  readonly queue?: string;
  readonly results: string;
  /** The sweep's own. */
  readonly folder: string;
  readonly loaded: Sweep;
  readonly trainer: Trainer;
  readonly onEpoch: (trial: RunTrial, epoch: number, epochs: number, figure: number | null) => void;
  /** Given lines for the user. */
  readonly say: (line: string) => void;
}

/** What is said of a trial. */
export const titleOf = ({ number }: RunTrial): string => `trial ${number + 1}`;
