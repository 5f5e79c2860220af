import type { Engine, Program } from "@assay/kernels";
import { createPause } from "../pause.ts";
import type { PreparedRun } from "../prepare.ts";
import { runToEnd } from "../slices.ts";
import { createRepeatedStep } from "./repeated-step.ts";
import { secondsInSlices } from "./seconds-in-slices.ts";
import { type TimedCall, timeCalls } from "./time-calls.ts";

interface TimedStep {
  /** The step with an address of its own for every value, which the calls are of. */
  readonly program: Program;
  readonly batch: number;
  /** Of a whole step, as training runs it. */
  readonly seconds: number;
  readonly timed: readonly TimedCall[];
}

/** Steps before the first that counts, or as many as a second has room for. */
const WARM_UP = 20;

/**
 * Times a training step and each of its kernel calls alone. For the calls no two values share memory, so that each finds
 * the data that it would find in a step; none is thread-local, so that calls which pass over such maps take longer than there.
 *
 * @param signal aborted to stop
 * @returns undefined where it was stopped
 */
export async function timeStep(
  prepared: PreparedRun,
  engine: Engine,
  signal = new AbortController().signal,
): Promise<TimedStep | undefined> {
  const repeated = createRepeatedStep(prepared, engine);
  const { batch, step } = repeated;
  const pause = createPause(signal);
  const began = performance.now();
  for (let i = 0; i < WARM_UP && performance.now() - began < 1000; i++) {
    if (!(await runToEnd(engine, step, pause))) return undefined;
    if (await pause.turn()) return undefined;
  }
  const seconds = await secondsInSlices(engine, step, { rounds: 5, seconds: 0.1 }, pause);
  if (seconds === undefined) return undefined;
  const program = prepared.programs.inspect(batch);
  const [run] = engine.load(program);
  if (!(await runToEnd(engine, run, pause))) return undefined;
  const timed = await timeCalls(engine, program, { rounds: 3, seconds: 0.02 }, pause);
  return timed && { program, batch, seconds, timed };
}
