// It loads nothing: a table of a sweep starts with it.
import type { SweepMetric } from "./file/sweep.ts";

/** What a sweep's metric is called in a record of the validation split: "accuracy" of "validation.accuracy". */
export const metricOf = ({ name }: Pick<SweepMetric, "name">): string => name.replace(/^validation\./, "");

/** What makes a metric a loss, which is to be small. */
export const signOf = ({ goal }: Pick<SweepMetric, "goal">): 1 | -1 => (goal === "maximize" ? -1 : 1);
