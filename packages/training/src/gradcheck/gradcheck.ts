import { createEngine } from "@assay/kernels";
import { orderEpoch } from "../epoch-order.ts";
import { createPause, type Pause } from "../pause.ts";
import type { PreparedRun } from "../prepare.ts";
import { readDataset } from "../read-dataset.ts";
import { createTraining } from "../training.ts";
import { certainChange, compare, TOLERANCE } from "./compare.ts";
import type { CheckedParameter, Derivative, GradcheckOptions, GradientCheck } from "./contract.ts";
import { directionsOf } from "./directions.ts";
import { noiseOf } from "./noise.ts";
import { normOf } from "./norm.ts";
import { createObjective, type Objective, type PlacedParameter } from "./objective.ts";
import { nudge, trainBefore } from "./starting-point.ts";

/** Examples in the batch at most: enough that kinks even out. */
const LARGEST_BATCH = 32;

/**
 * Compares the analytic gradients of a spec's own model and loss, on a real batch, with numeric ones: see compare.ts.
 *
 * The parameters are the initial ones, or those after some batches of training, each nudged by a small random amount: initial
 * weights may be zero or alike, so that a gradient is zero whether its formula is right or not, and where a bias is exactly
 * zero, relu of an empty patch stands on its kink. What an optimizer adds (weight decay, clipping) is no part of it.
 *
 * @returns undefined where it was stopped
 * @throws SpecError if the data is damaged; InputError where the training before diverges, or memory is short
 */
export async function gradcheck(prepared: PreparedRun, options: GradcheckOptions): Promise<GradientCheck | undefined> {
  const { threads, signal, steps = 0 } = options;
  const engine = createEngine({ threads, numerics: options.numerics });
  try {
    const training = createTraining(prepared, engine, readDataset(prepared));
    const paced = createPause(signal);
    const pause: Pause = { ...paced, isDue: () => signal.aborted || paced.isDue() };
    const position = await trainBefore(training, steps, pause);
    if (position === undefined) return undefined;
    orderEpoch(training, position.epoch);
    const batch = Math.min(LARGEST_BATCH, prepared.parts.plan.batch);
    if (!(await nudge(training, pause))) return undefined;
    const objective = createObjective(training, batch, position.draw, pause);
    const { parameters } = objective;
    const value = await objective.evaluate();
    if (value === undefined || !(await objective.differentiate())) return undefined;
    const noise = await noiseOf(objective, batch, pause);
    if (noise === undefined) return undefined;
    const checked: CheckedParameter[] = [];
    const gradients = parameters.map(({ gradient }) => gradient.slice());
    for (const [i, parameter] of parameters.entries()) {
      const found = await check(parameter, gradients[i] as Float32Array, objective, value, certainChange(noise), pause);
      if (found === undefined) return undefined;
      checked.push(found);
    }
    return {
      ok: checked.every(({ ok }) => ok),
      tolerance: TOLERANCE,
      parameters: checked,
      batch_size: batch,
      steps: position.draw,
      reduction: prepared.parts.loss.reduction,
      objective: value,
      noise,
      threads,
      numerics: engine.numerics,
    };
  } finally {
    await engine.close();
  }
}

/**
 * One parameter, along all of its lines.
 * @param present its gradient
 * @param value of the objective
 * @returns undefined where it was stopped
 */
async function check(
  parameter: PlacedParameter,
  present: Float32Array,
  objective: Objective,
  value: number,
  certain: number,
  pause: Pause,
): Promise<CheckedParameter | undefined> {
  const { name, shape } = parameter;
  const directions = await directionsOf(parameter, present, value, pause);
  if (directions === undefined) return undefined;
  const found: Derivative[] = [];
  for (const direction of directions) {
    const derivative = await compare(objective, parameter, present, direction, certain, pause);
    if (derivative === undefined) return undefined;
    found.push(derivative);
  }
  const worst = found.reduce((a, b) => (b.error > a.error ? b : a));
  const single = directions.filter(({ isElement }) => isElement).length;
  const counts = { directions: directions.length - single, elements: single };
  return { name, shape, norm: normOf(present), ...counts, worst, ok: worst.error <= TOLERANCE };
}
