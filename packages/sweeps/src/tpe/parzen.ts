import type { Distribution } from "../distributions/contract.ts";

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

/** Width of a kernel in a line of length 1 where there is one point: Optuna's choice for its multivariate TPE, after Scott's rule. */
const WIDTH = 0.2;

/** The weight of what is known before, in points. */
const PRIOR = 1;

/** A kernel never becomes narrower than a line of length 1 divided by so much. */
const FINEST = 100;

export function parzen(points: readonly Point[], dimensions: readonly Distribution[]): Parzen {
  const n = points.length;
  const scott = WIDTH * Math.max(n, 1) ** (-1 / (dimensions.length + 4));
  const width = Math.max(scott, 1 / Math.min(FINEST, n + 1));
  const kernels = dimensions.map((distribution) =>
    distribution.ordered ? gaussian(width) : categorical(distribution, PRIOR / (n + 1)),
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
        let log = Math.log(weight / total);
        for (const [i, kernel] of kernels.entries()) {
          const [x, at] = [point[i], centre?.[i]];
          if (x !== undefined && at !== undefined) log += kernel.logDensity(x, at); // uniform where nothing is known: 0
        }
        return log;
      });
      const largest = Math.max(...logs);
      return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
    },
  };
}

/** A density in one dimension around a place. */
interface Kernel {
  sample(at: number, draw: () => number): number;
  logDensity(x: number, at: number): number;
}

/** The normal distribution, cut off at 0 and 1. */
function gaussian(width: number): Kernel {
  return {
    sample(at, draw) {
      for (;;) {
        // Box and Muller.
        const x = at + width * Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
        if (x >= 0 && x < 1) return x;
      }
    },
    logDensity(x, at) {
      const z = (x - at) / width;
      const inside = cdf((1 - at) / width) - cdf(-at / width);
      return -0.5 * z * z - Math.log(width * Math.sqrt(2 * Math.PI) * inside);
    },
  };
}

/** The place's own value, or, less likely, any of them. */
function categorical(distribution: Distribution, any: number): Kernel {
  const total = 1 + any;
  const [own, other] = [Math.log(1 + any), Math.log(any)];
  return {
    sample: (at, draw) => (draw() * total < 1 ? at : draw()),
    // But for a constant, which is the same in every component.
    logDensity: (x, at) => (distribution.at(x) === distribution.at(at) ? own : other) - Math.log(total),
  };
}

/** Of the standard normal distribution (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function cdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * poly;
  return z < 0 ? tail : 1 - tail;
}
