import { stream } from "@assay/kernels";
import type { Pause } from "../pause.ts";
import { inPieces } from "../pieces.ts";
import type { Objective } from "./objective.ts";

/** Second differences that are taken. */
const SAMPLES = 8;

/** How far each element moves, in units of 1/√fan_in: too little for the objective to bend. */
const TINY = 1e-6;

/**
 * Standard deviation of the objective's rounding errors: what is left of L(w + δ) − 2 L(w) + L(w − δ) for a δ so small that
 * slope and curvature cancel. At least what the losses of the examples, rounded to f32, leave in their sum.
 *
 * @param batch examples in it
 * @returns undefined where it was stopped
 */
export async function noiseOf(
  { parameters, evaluate }: Objective,
  batch: number,
  pause: Pause,
): Promise<number | undefined> {
  const starts = parameters.map(({ values }) => values.slice());
  const middle = await evaluate();
  if (middle === undefined) return undefined;
  const moved = async (sample: number, sign: 1 | -1): Promise<number | undefined> => {
    for (const [p, { name, values, unit }] of parameters.entries()) {
      const random = stream(sample, `gradcheck/noise/${name}`);
      const start = starts[p] as Float32Array;
      const isDone = await inPieces(values.length, pause, (from, to) => {
        for (let i = from; i < to; i++) {
          values[i] = (start[i] as number) + sign * TINY * unit * (random() < 0.5 ? -1 : 1);
        }
      });
      if (!isDone) return undefined;
    }
    return evaluate();
  };
  let squares = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const above = await moved(sample, 1);
    if (above === undefined) return undefined;
    const below = await moved(sample, -1);
    if (below === undefined) return undefined;
    const bent = above - 2 * middle + below;
    squares += bent * bent;
  }
  parameters.forEach(({ values }, p) => {
    values.set(starts[p] as Float32Array);
  });
  // Of each second difference the variance is 1 + 4 + 1 times that of an evaluation.
  const measured = Math.sqrt(squares / (6 * SAMPLES));
  return Math.max(measured, (2 ** -25 * Math.abs(middle)) / Math.sqrt(batch));
}
