import type { Engine, Program } from "@assay/kernels";
import type { PreparedRun } from "../prepare.ts";
import { createRepeatedStep } from "./repeated-step.ts";
import { secondsACall } from "./seconds-a-call.ts";
import { type TimedCall, timeCalls } from "./time-calls.ts";

interface TimedStep {
  /** The step with an address of its own for every value, which the calls are of. */
  readonly program: Program;
  readonly batch: number;
  /** Of a whole step, as training runs it. */
  readonly seconds: number;
  readonly timed: readonly TimedCall[];
}

/** Steps before the first that counts. */
const WARM_UP = 20;

/**
 * Times a training step and each of its kernel calls alone. For the calls no two values share memory, so that each finds
 * the data that it would find in a step.
 */
export function timeStep(prepared: PreparedRun, engine: Engine): TimedStep {
  const { batch, step } = createRepeatedStep(prepared, engine);
  for (let i = 0; i < WARM_UP; i++) step();
  const [seconds] = secondsACall(step, 5, 0.1) as [number];
  const program = prepared.programs.inspect(batch);
  for (const run of engine.load(program)) run();
  return { program, batch, seconds, timed: timeCalls(engine, program, 3, 0.02) };
}
