import type { SpecError } from "@assay/experiment";
import { strangeOption } from "./early-options.ts";
import type { SweepFile } from "./sweep-file.ts";

/** Paths whose change gives the trials other examples to be judged by, or another measure. */
const MEASURES = ["data", "data.dataset", "data.validation", "metrics"];

/** Whether a path leads to one of them, or into one. */
export const isMeasure = (name: string): boolean =>
  MEASURES.some((path) => name === path || (path !== "data" && name.startsWith(`${path}.`)));

/**
 * Refuses what would not be ranked fairly, and what is said twice.
 * @param fail makes an error at a place in the sweep
 */
export function checkAxes(
  { parameters = {}, metric, repeats, early_terminate, method }: SweepFile,
  fail: (path: readonly string[], rule: string, hint?: string) => SpecError,
): void {
  const names = Object.keys(parameters);
  if ("seed" in parameters) {
    if (repeats) throw fail(["parameters", "seed"], "seeds are given twice, in parameters.seed and in repeats.seeds");
    const { values } = parameters.seed ?? {};
    const isSeeds = values?.every((value) => Number.isSafeInteger(value) && (value as number) >= 0);
    if (!isSeeds)
      throw fail(
        ["parameters", "seed"],
        "seed is what settings are repeated over: it needs values",
        "write repeats: { seeds: [1, 2, 3] }",
      );
  }
  const measure = names.find(isMeasure);
  if (measure !== undefined) {
    const rule = `${measure} changes what the trials are measured by, so that they cannot be ranked`;
    throw fail(["parameters", measure], rule, "write a sweep for each of its values");
  }
  const loss = names.find((name) => name === "loss" || name.startsWith("loss."));
  if (loss !== undefined && metric.name === "validation.loss") {
    const rule = `${loss} changes the loss, by which the trials are ranked`;
    throw fail(["parameters", loss], rule, 'rank by a metric, such as "validation.accuracy"');
  }
  if (metric.name === "validation.loss" && metric.goal === "maximize") {
    throw fail(["metric", "goal"], "validation.loss is better the lower it is, got maximize", "write minimize");
  }
  const length = names.find((name) => ["training", "training.epochs", "training.steps"].includes(name));
  if (early_terminate && length !== undefined) {
    const rule = `${length} gives the trials other lengths, and early_terminate compares them at the same epoch`;
    throw fail(["parameters", length], rule, "leave one of the two out");
  }
  const strange = early_terminate && strangeOption(early_terminate);
  if (strange) {
    const rule = `${early_terminate.type} has no ${strange.option}`;
    throw fail(["early_terminate", strange.option], rule, `its options are ${strange.known.join(", ")}`);
  }
  if (method !== "grid" && names.filter((name) => name !== "seed").length === 0) {
    throw fail(["method"], `${method} has no parameters to search`, "leave method out");
  }
}
