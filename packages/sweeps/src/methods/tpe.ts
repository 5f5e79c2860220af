import { MOST_DIMENSIONS } from "../sobol/sobol.ts";
import { pointOf, settingAt } from "../space.ts";
import { stream } from "../stream.ts";
import { type Parzen, type Point, parzen } from "../tpe/parzen.ts";
import type { MethodDefinition, Told } from "./contract.ts";
import { random } from "./random.ts";
import { sobol } from "./sobol.ts";

/** Settings that are tried before it begins to learn. */
const STARTUP = 10;

/** Candidates that are drawn for each proposal. */
const CANDIDATES = 24;

/** How many of n settings count as good. */
const goodOf = (n: number): number => Math.min(Math.ceil(0.1 * n), 25);

/**
 * The tree-structured Parzen estimator (J. Bergstra et al., "Algorithms for hyper-parameter optimization", NeurIPS 2011), with
 * kernels over all parameters together (S. Falkner et al., "BOHB", ICML 2018): of some settings drawn from the density l of the
 * good ones, the one with the largest l / g, where g is the density of the others. What is still being tried counts as bad, so that
 * the next proposal lies elsewhere (the constant liar).
 */
export const tpe: MethodDefinition = {
  description: "The tree-structured Parzen estimator, which looks where good settings lie densest.",
  learns: true,
  create(space, seed) {
    const dimensions = space.parameters.map(({ distribution }) => distribution);
    const first = (dimensions.length > MOST_DIMENSIONS ? random : sobol).create(space, seed);
    let asked = 0;
    return {
      ask(told, pending) {
        const number = asked++;
        if (told.length < STARTUP) return first.ask(told, pending);
        const draw = stream(seed, `tpe/${number}`);
        const ranked = told.toSorted((a, b) => lossOf(a) - lossOf(b)).map(({ setting }) => pointOf(space, setting));
        const good = goodOf(ranked.length);
        const l = parzen(ranked.slice(0, good), dimensions);
        const g = parzen([...ranked.slice(good), ...pending.map((setting) => pointOf(space, setting))], dimensions);
        const candidates = Array.from({ length: CANDIDATES }, () => settingAt(space, l.sample(draw)));
        const scores = candidates.map((setting) => score(pointOf(space, setting), l, g));
        return candidates[scores.indexOf(Math.max(...scores))];
      },
    };
  },
};

/** A setting that failed is the worst of all. */
const lossOf = ({ loss }: Told): number => loss ?? Number.MAX_VALUE;

const score = (point: Point, l: Parzen, g: Parzen): number => l.logDensity(point) - g.logDensity(point);
