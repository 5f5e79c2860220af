import type { Engine } from "@assay/kernels";
import { evaluate } from "../evaluate.ts";
import type { Metrics } from "../events.ts";
import { createPause } from "../pause.ts";
import type { PreparedRun } from "../prepare.ts";
import { readDataset } from "../read-dataset.ts";
import { createTraining } from "../training.ts";

/** A spec's test, ready to run over and over on real data: what is timed. */
export interface RepeatedTest {
  /** Examples of the test split. */
  readonly count: number;
  /** The test of a training, of the initial weights. */
  test(): Promise<Metrics | undefined>;
}

/**
 * Sets up everything that a training does before its first step.
 *
 * @returns undefined where the data has no test split
 * @throws SpecError if the data is damaged
 */
export function createRepeatedTest(prepared: PreparedRun, engine: Engine): RepeatedTest | undefined {
  const pass = prepared.programs.test;
  if (!pass) return undefined;
  const training = createTraining(prepared, engine, readDataset(prepared));
  const pause = createPause(new AbortController().signal);
  return { count: pass.count, test: () => evaluate(training, pass, pause) };
}
