import { compiled, exp, log, ndtr, ndtri, pow } from "cephes";
import type { Distribution } from "../distributions/contract.ts";

// The same bits in every engine: what tpe proposes follows from them.
await compiled;

/** A point of the unit cube; undefined where a setting does not have that parameter. */
export type Point = readonly (number | undefined)[];

/**
 * A density over the unit cube, estimated from points: a mixture with one component a point, each the product of a kernel in
 * every dimension, and one that is uniform.
 */
export interface Parzen {
  sample(draw: () => number): number[];
  /** The logarithm of the density. */
  logDensity(point: Point): number;
}

/**
 * Widths of kernels, in standard deviations of the points, before Scott's rule makes them narrower with their number. Narrower than
 * the rule of one hump alone (1.06): good settings lie in several places.
 */
const WIDTH = 0.5;

/** No kernel is narrower than a line of length 1 divided by so much. */
const FINEST = 100;

/** Two points as far apart as those of the uniform distribution: with few others, they keep kernels wide. */
const UNIFORM = [0.5 - Math.sqrt(1 / 12), 0.5 + Math.sqrt(1 / 12)];

/** The weight of what is known before, in points. */
const PRIOR = 1;

export function parzen(points: readonly Point[], dimensions: readonly Distribution[]): Parzen {
  const n = points.length;
  const scott = WIDTH * pow(Math.max(n, 1), -1 / (dimensions.length + 4));
  const kernels = dimensions.map((distribution, i) =>
    distribution.ordered
      ? gaussian(Math.max(1 / FINEST, scott * spread(points.flatMap((point) => point[i] ?? []))))
      : categorical(distribution, PRIOR / (n + 1)),
  );
  const weights = [...points.map(() => 1), PRIOR];
  const total = n + PRIOR;
  const pick = (u: number): number => {
    let rest = u * total;
    const found = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    return found < 0 ? n : found;
  };
  return {
    sample(draw) {
      const centre = points[pick(draw())];
      return kernels.map((kernel, i) => {
        const at = centre?.[i];
        return at === undefined ? draw() : kernel.sample(at, draw);
      });
    },
    logDensity(point) {
      const logs = weights.map((weight, component) => {
        const centre = points[component];
        let sum = log(weight / total);
        for (const [i, kernel] of kernels.entries()) {
          const [x, at] = [point[i], centre?.[i]];
          if (x !== undefined && at !== undefined) sum += kernel.logDensity(x, at); // uniform where nothing is known: 0
        }
        return sum;
      });
      const largest = Math.max(...logs);
      return largest + log(logs.reduce((sum, each) => sum + exp(each - largest), 0));
    },
  };
}

/** A density in one dimension around a place. */
interface Kernel {
  sample(at: number, draw: () => number): number;
  logDensity(x: number, at: number): number;
}

/** The standard deviation of some coordinates and of the two that stand for what is known before. */
function spread(coordinates: readonly number[]): number {
  const all = [...coordinates, ...UNIFORM];
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  return Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1));
}

/** The normal distribution, cut off at 0 and 1. */
function gaussian(width: number): Kernel {
  /** How much of it lies below 0 and below 1. */
  const within = (at: number): [number, number] => [ndtr(-at / width), ndtr((1 - at) / width)];
  return {
    sample(at, draw) {
      const [low, high] = within(at);
      const x = at + width * ndtri(low + draw() * (high - low));
      return Math.min(LARGEST, Math.max(0, x)); // rounding may lead out
    },
    logDensity(x, at) {
      const [low, high] = within(at);
      const z = (x - at) / width;
      return -0.5 * z * z - log(width * Math.sqrt(2 * Math.PI) * (high - low));
    },
  };
}

/** The largest number below 1. */
const LARGEST = 1 - 2 ** -53;

/** The place's own value, or, less likely, any of them. */
function categorical(distribution: Distribution, any: number): Kernel {
  const total = 1 + any;
  const [own, other] = [log(1 + any), log(any)];
  return {
    sample: (at, draw) => (draw() * total < 1 ? at : draw()),
    // But for a constant, which is the same in every component.
    logDensity: (x, at) => (distribution.at(x) === distribution.at(at) ? own : other) - log(total),
  };
}
