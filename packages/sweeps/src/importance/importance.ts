import { canonicalJson } from "@assay/experiment/identity";
import type { Distribution } from "../distributions/contract.ts";
import type { SweepMetric } from "../file/sweep.ts";
import type { JournalLine } from "../journal-line.ts";
import { metricOf } from "../metric.ts";
import type { Tried } from "../rank-settings.ts";
import type { Parameter } from "../space.ts";
import type { Dimension, Importance, Unknown } from "./contract.ts";
import { sharesOf } from "./forest.ts";

/** With fewer settings a forest says more of chance than of parameters. */
const LEAST = 8;

/** What importance is computed from. */
interface Searched {
  readonly parameters: readonly Parameter[];
  readonly metric: SweepMetric;
  readonly tried: readonly Tried[];
  /** Of the search: the forest is the same each time. */
  readonly seed: number;
}

/**
 * How much of the metric's variance over the search space each parameter makes by itself: see `decompose`. A setting counts with
 * the mean over its seeds. Figures of different epochs are no equals: settings that were stopped early take no part where at least
 * half of all were completed; else all are compared after the last epoch that each of them has reached. A parameter that a setting
 * lacks counts as the middle one of its values. @returns the reason where nothing can be said
 */
export function importanceOf({ parameters, metric, tried, seed }: Searched): Importance | Unknown {
  if (parameters.length === 0) return { reason: "nothing varies but the seed" };
  const { epoch, figures } = figuresOf(tried, metricOf(metric));
  if (figures.length < LEAST) {
    return { reason: `too few settings to say: ${figures.length} with a figure, at least ${LEAST} are needed` };
  }
  const axes = parameters.map(({ distribution }) => axisOf(distribution));
  const samples = figures.map(({ sets, value }) => ({
    point: parameters.map(({ name }, i) => axes[i]?.place(sets[name], name in sets) ?? 0),
    value,
  }));
  const dimensions = axes.map(({ dimension }) => dimension);
  const shares = sharesOf(samples, dimensions, seed);
  if (!shares) return { reason: "every setting has the same figure" };
  const named = parameters.map(({ name }, i) => ({ name, ...(shares.single[i] ?? { share: 0, low: 0, high: 0 }) }));
  return {
    parameters: named.sort((a, b) => b.share - a.share),
    interactions: parameters.length > 1 ? shares.together : null,
    settings: figures.length,
    epoch,
  };
}

interface Figure {
  readonly sets: Tried["sets"];
  readonly value: number;
}

/** One figure a setting, and after which epoch; null where each is that of its end. */
function figuresOf(tried: readonly Tried[], key: string): { epoch: number | null; figures: readonly Figure[] } {
  const ended = tried.filter(({ lines }) => lines.length > 0 && lines.every(hasFigure));
  const completed = ended.filter(({ lines }) => lines.every((line) => line?.status === "completed"));
  const over = (settings: readonly Tried[], of: (line: JournalLine) => number | null | undefined) =>
    settings.flatMap(({ sets, lines }): Figure[] => {
      const values = lines.flatMap((line) => (line && of(line)) ?? []);
      const value = values.reduce((sum, each) => sum + each, 0) / values.length;
      return values.length === lines.length ? [{ sets, value }] : [];
    });
  const isEnough = completed.length >= LEAST && 2 * completed.length >= ended.length;
  if (isEnough || completed.length === ended.length) {
    return { epoch: null, figures: over(completed, ({ validation }) => validation?.[key]) };
  }
  const ends = ended.flatMap(({ lines }) => lines.map((line) => line?.curve.at(-1)?.[0] ?? 0));
  const epoch = ends.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  return { epoch, figures: over(ended, ({ curve }) => curve.findLast(([at]) => at <= epoch)?.[1]) };
}

const hasFigure = (line: JournalLine | undefined): boolean =>
  (line?.status === "completed" || line?.status === "stopped") && line.curve.length > 0;

/** How a distribution's values lie in the unit cube. */
function axisOf({ ordered, values, place }: Distribution): {
  readonly dimension: Dimension;
  readonly place: (value: unknown, isThere: boolean) => number;
} {
  if (ordered || !values) {
    const inside = (u: number) => (Number.isFinite(u) ? Math.min(1, Math.max(0, u)) : 0.5);
    return { dimension: { kind: "ordered" }, place: (value, isThere) => (isThere ? inside(place(value)) : 0.5) };
  }
  const all = Array.from({ length: values.count }, (_, i) => values.at(i));
  const numbers = new Map(all.map((value, i) => [canonicalJson(value), i]));
  const middle = Math.floor(values.count / 2);
  let end = 0; // `place` is the middle of a category, which begins where the one before it ends
  const widths = all.map((value) => {
    const width = 2 * (place(value) - end);
    end += width;
    return width;
  });
  return {
    dimension: { kind: "categories", widths },
    place: (value, isThere) => (isThere ? (numbers.get(canonicalJson(value)) ?? middle) : middle),
  };
}
