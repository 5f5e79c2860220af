import type { Bound } from "../early/contract.ts";
import type { SweepMetric } from "../file/sweep.ts";
import type { TrialResult } from "../trial.ts";

/** A trial as plain data: all that a process needs to train it. */
export interface TrialTask {
  /** For what is said of it, such as "trial 7". */
  readonly title: string;
  /** Its run, as "<experiment>/<run>": a process whose data or numerics give another one refuses it. */
  readonly run: string;
  /** The resolved spec: YAML. */
  readonly spec: string;
  /** The results folder. */
  readonly results: string;
  readonly threads: number;
  readonly numerics: "fused" | "strict";
  readonly revectorize: boolean;
  readonly metric: SweepMetric;
  /** What it must reach to go on. */
  readonly bounds: readonly Bound[];
  /** What a machine must have to train it to the same bits: the version of the numerics, SHA-256 (hex) of the data. */
  readonly expects?: { readonly version: string; readonly data: string };
}

/** What is said to a process that trains trials. */
export type ToProcess = { readonly type: "train"; readonly task: TrialTask } | { readonly type: "stop" };

/** What it says. */
export type FromProcess =
  /** Now and then, whatever it does. */
  | { readonly type: "alive" }
  | { readonly type: "epoch"; readonly epoch: number; readonly epochs: number; readonly figure: number | null }
  /** Its run is held by another process, which is waited for. */
  | { readonly type: "held"; readonly message: string }
  /** undefined where it was stopped. */
  | { readonly type: "end"; readonly result?: TrialResult }
  /** What no other trial would survive either: a disk that cannot be written. */
  | { readonly type: "error"; readonly message: string }
  /** Why this machine does not have what the trial expects; nothing was trained. */
  | { readonly type: "refused"; readonly message: string };

/** Milliseconds from one sign of life to the next. */
export const HEARTBEAT = 1000;
