import { stream } from "@assay/kernels";
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
 */
export function noiseOf({ parameters, evaluate }: Objective, batch: number): number {
  const starts = parameters.map(({ values }) => values.slice());
  const middle = evaluate();
  let squares = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const moved = (sign: 1 | -1): number => {
      parameters.forEach(({ name, values, unit }, p) => {
        const random = stream(sample, `gradcheck/noise/${name}`);
        for (let i = 0; i < values.length; i++) {
          values[i] = (starts[p]?.[i] as number) + sign * TINY * unit * (random() < 0.5 ? -1 : 1);
        }
      });
      return evaluate();
    };
    const bent = moved(1) - 2 * middle + moved(-1);
    squares += bent * bent;
  }
  parameters.forEach(({ values }, p) => {
    values.set(starts[p] as Float32Array);
  });
  // Of each second difference the variance is 1 + 4 + 1 times that of an evaluation.
  const measured = Math.sqrt(squares / (6 * SAMPLES));
  return Math.max(measured, (2 ** -25 * Math.abs(middle)) / Math.sqrt(batch));
}
