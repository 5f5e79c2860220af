import type { Pause } from "../pause.ts";
import type { Derivative } from "./contract.ts";
import type { Direction } from "./directions.ts";
import { normOf } from "./norm.ts";
import type { Objective, PlacedParameter } from "./objective.ts";

/** The largest error that passes: above what kinks, bends and rounding leave, far below what a wrong formula does. */
export const TOLERANCE = 0.02;

/** An error so small leaves no doubt: nothing finer is tried. */
const CLEAR = TOLERANCE / 4;

/** A difference of two evaluations below so many standard deviations of one may be rounding alone. */
const CERTAIN = 8;

/** Each way is so much shorter than the one before. */
const SHORTER = 4;

/** Points on the shortest way, one after the other. */
const POINTS = [1, 8, 64] as const;

/** The change of the objective along a way that is too short to tell from rounding, whatever the gradient is. */
export const certainChange = (noise: number): number => (CERTAIN * noise) / TOLERANCE;

/**
 * Compares the numeric with the analytic derivative along a line by central differences: the change of the objective from
 * −h to h against the mean of gradient · move at some points in between, the move as f32 has rounded it.
 *
 *     error = |numeric − analytic| / max(|numeric|, |analytic|, usual, certain)
 *
 * `usual` is ‖gradient‖/√elements, by length of the way: a line may by chance stand at a right angle to the gradient.
 * `certain` is the change that rounding cannot hide: CERTAIN · noise / TOLERANCE, so that rounding alone never fails.
 *
 * With one point, 0, it is the textbook's comparison. But no h serves every line: on a long way relu and max-pooling switch for
 * some examples, and each kink is an error; on a short one the change drowns in the rounding of f32. So h shrinks as long as
 * the change stays above `certain`. Where kinks still show, more points help: the change is the integral of the gradient,
 * kinks or not, and with n points a kink counts 1/n. The best attempt counts: a wrong gradient is wrong in each of them.
 *
 * @param present the gradient at the parameter's present values
 * @param certain see `certainChange`
 * @returns undefined where it was stopped
 */
export async function compare(
  objective: Objective,
  parameter: PlacedParameter,
  present: Float32Array,
  direction: Direction,
  certain: number,
  pause: Pause,
): Promise<Derivative | undefined> {
  const start = parameter.values.slice();
  let best: Derivative | undefined;
  const better = ({ where, numeric, analytic, error }: Compared): void => {
    if (best === undefined || error < best.error) best = { where, numeric, analytic, error };
  };
  let way = direction.reach;
  for (const points of POINTS) {
    for (;;) {
      const found = await alongWay(objective, parameter, { direction, start, present, way, points, certain, pause });
      parameter.values.set(start);
      if (found === undefined) return undefined;
      better(found);
      if (found.error <= CLEAR) return best;
      if (found.scale < SHORTER * certain) break;
      way /= SHORTER;
    }
  }
  return best;
}

interface Way {
  readonly direction: Direction;
  /** The parameter's present values, and its gradient there. */
  readonly start: Float32Array;
  readonly present: Float32Array;
  /** How far it goes, each way. */
  readonly way: number;
  readonly points: number;
  readonly certain: number;
  readonly pause: Pause;
}

interface Compared extends Derivative {
  /** How much the objective changes along the way: the larger of both, or what is usual. */
  readonly scale: number;
}

/** One comparison. It leaves the parameter moved. */
async function alongWay(
  objective: Objective,
  { values, gradient }: PlacedParameter,
  { direction, start, present, way, points, certain, pause }: Way,
): Promise<Compared | undefined> {
  const at = async (place: number): Promise<boolean> => {
    direction.move(values, start, place);
    return !(pause.isDue() && (await pause.turn()));
  };
  if (!(await at(way))) return undefined;
  const moves = Float64Array.from(values);
  const above = await objective.evaluate();
  if (above === undefined) return undefined;
  if (!(await at(-way))) return undefined;
  const below = await objective.evaluate();
  if (below === undefined) return undefined;
  for (let i = 0; i < moves.length; i++) moves[i] = (moves[i] as number) - (values[i] as number);
  let [analytic, usual] = [0, 0];
  for (let point = 0; point < points; point++) {
    if (points > 1) {
      if (!(await at(way * ((2 * point + 1) / points - 1)))) return undefined;
      if (!(await objective.differentiate())) return undefined;
    }
    const slope = points > 1 ? gradient : present;
    for (let i = 0; i < moves.length; i++) {
      analytic += ((moves[i] as number) * (slope[i] as number)) / points;
    }
    usual += normOf(slope) / Math.sqrt(moves.length) / points;
  }
  const length = normOf(moves);
  const numeric = above - below;
  const scale = Math.max(Math.abs(numeric), Math.abs(analytic), usual * length);
  const off = Math.abs(numeric - analytic);
  const error = off === 0 ? 0 : off / Math.max(scale, certain);
  return {
    where: direction.where,
    numeric: numeric / length,
    analytic: analytic / length,
    error: Number.isFinite(error) ? error : Number.POSITIVE_INFINITY,
    scale,
  };
}
