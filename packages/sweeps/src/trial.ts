import type { Curve } from "./early/contract.ts";

/** How a trial ended. `stopped`: early, as others were better; `failed`: it could not be trained. */
export type TrialStatus = "completed" | "stopped" | "diverged" | "failed";

/** One training of a sweep: a setting with one of its seeds. */
export interface Trial {
  /** From 0: setting after setting, each with all its seeds. */
  readonly number: number;
  /** The number of its setting. */
  readonly setting: number;
  readonly seed: number;
  /** What identifies its run, whichever sweep it is part of. */
  readonly run: string;
  /** SHA-256 (hex) of all that its bits follow from, of which a run's name has a part: spec, data, numerics and their version. */
  readonly identity: string;
}

/** What a trial has given: plain data, which crosses processes and machines. */
export interface TrialResult {
  readonly status: TrialStatus;
  /** Why, where it failed or diverged. */
  readonly reason?: string;
  /** The sweep's metric after each evaluated epoch. */
  readonly curve: Curve;
  readonly epochs: number;
  /** The last figures; null where one is not finite. */
  readonly train: Readonly<Record<string, number | null>> | null;
  readonly validation: Readonly<Record<string, number | null>> | null;
  readonly parameters: number | null;
  readonly seconds: number | null;
  /** Hash of the weights; null where there are none. */
  readonly weights: string | null;
}
