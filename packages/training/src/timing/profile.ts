import { createEngine, flopsOf, multiplyAddLimit, type Numerics } from "@assay/kernels";
import type { PreparedRun } from "../prepare.ts";
import { createCallNames } from "./call-names.ts";
import { timeStep } from "./time-step.ts";

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
  /** Aborted to stop. Default: nothing stops it. */
  readonly signal?: AbortSignal;
}

/**
 * Times a training step, and each of its kernel calls alone.
 *
 * @returns undefined where it was stopped
 * @throws SpecError if the data is damaged; InputError if a step whose values share no memory does not fit
 */
export async function profile(
  prepared: PreparedRun,
  { threads, numerics, signal }: ProfileOptions,
): Promise<StepProfile | undefined> {
  const engine = createEngine({ threads, numerics });
  try {
    const found = await timeStep(prepared, engine, signal);
    if (!found) return undefined;
    const { program, batch, seconds, timed } = found;
    const nameOf = createCallNames(prepared.parts.model, program);
    const total = timed.reduce((sum, call) => sum + call.seconds, 0);
    const calls = timed.map(({ call, seconds }) => ({
      kernel: call.kernel,
      ...nameOf(call),
      seconds,
      share: seconds / total,
      flops_per_second: flopsOf(call, batch) / seconds,
    }));
    const limit = multiplyAddLimit(engine) * engine.active;
    return { batch_size: batch, threads, numerics: engine.numerics, seconds, limit, calls };
  } finally {
    await engine.close();
  }
}
