import { createEngine, flopsOf, multiplyAddLimit, type Numerics } from "@assay/kernels";
import { createCallNames } from "./call-names.ts";
import type { PreparedRun } from "./prepare.ts";
import { createRepeatedStep } from "./repeated-step.ts";
import { secondsACall } from "./seconds-a-call.ts";
import { timeCalls } from "./time-calls.ts";

/** One kernel call of a training step. */
export interface ProfiledCall {
  readonly kernel: string;
  /** The layer it works for, "3 conv2d"; empty for what belongs to none. */
  readonly layer: string;
  /** What it writes. */
  readonly writes: string;
  readonly seconds: number;
  /** Of the sum over all calls. */
  readonly share: number;
  /** Floating-point operations a second; 0 where their number says nothing. */
  readonly flops_per_second: number;
}

/** Where the time of a training step goes. */
export interface StepProfile {
  readonly batch_size: number;
  readonly threads: number;
  readonly numerics: Numerics;
  /** Of a whole step. */
  readonly seconds: number;
  /** Floating-point operations a second that all threads together could reach, with nothing but multiply-adds. */
  readonly limit: number;
  readonly calls: readonly ProfiledCall[];
}

export interface ProfileOptions {
  readonly threads: number;
  readonly numerics: Numerics;
}

const WARM_UP = 20;

/**
 * Times a training step, and each of its kernel calls alone, every value of the step in a place of its own, so that a
 * call finds the data it would find. Writes nothing.
 *
 * @throws SpecError if the data is damaged; InputError if a step whose values share no memory does not fit
 */
export async function profile(prepared: PreparedRun, { threads, numerics }: ProfileOptions): Promise<StepProfile> {
  const engine = createEngine({ threads, numerics });
  try {
    const { session, batch, step } = createRepeatedStep(prepared, engine);
    for (let i = 0; i < WARM_UP; i++) step();
    const [seconds] = secondsACall(step, 5, 0.1) as [number];

    const apart = session.inspect(batch);
    for (const run of engine.load(apart)) run();
    const nameOf = createCallNames(prepared.experiment.model, apart);
    const timed = timeCalls(engine, apart, 3, 0.02);
    const total = timed.reduce((sum, call) => sum + call.seconds, 0);
    const calls = timed.map(({ call, seconds }) => ({
      kernel: call.kernel,
      ...nameOf(call),
      seconds,
      share: seconds / total,
      flops_per_second: flopsOf(call, batch) / seconds,
    }));
    const limit = multiplyAddLimit(engine) * threads;
    return { batch_size: batch, threads, numerics: engine.numerics, seconds, limit, calls };
  } finally {
    await engine.close();
  }
}
