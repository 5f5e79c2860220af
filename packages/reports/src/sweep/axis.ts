import type { StoredParameter } from "@assay/sweeps";
import { partText } from "../text/part-text.ts";
import { valueText } from "./words.ts";

/** How a chart shows the values of a parameter. */
export type ParameterAxis =
  | {
      readonly type: "value" | "log";
      /** Where they end; undefined where nothing bounds them. */
      readonly min: number | undefined;
      readonly max: number | undefined;
      readonly at: (value: unknown) => number | undefined;
    }
  | {
      readonly type: "category";
      readonly labels: readonly string[];
      /** The number of a category. */
      readonly at: (value: unknown) => number | undefined;
    };

/** Numbers on a line, by their orders of magnitude where they are drawn so; other values, and lists of numbers, as categories. */
export function axisOf({ kind, options, distribution: { ordered, values } }: StoredParameter): ParameterAxis {
  if (ordered || !values) {
    const bound = (option: unknown) => (typeof option === "number" ? option : undefined);
    const isLog = kind === "log_uniform";
    return {
      type: isLog ? "log" : "value",
      ...{ min: bound(options.min), max: bound(options.max) },
      at: (value) => (typeof value === "number" && Number.isFinite(value) && (!isLog || value > 0) ? value : undefined),
    };
  }
  const all = Array.from({ length: values.count }, (_, i) => values.at(i));
  const numbers = all.filter((value) => typeof value === "number");
  const sorted = numbers.length === all.length ? numbers.toSorted((a, b) => a - b) : all;
  const places = new Map(sorted.map((value, i) => [JSON.stringify(value), i]));
  const texts = sorted.map(valueText);
  return {
    type: "category",
    // Long values that begin alike are numbered.
    labels: texts.map((text, i) => (texts.indexOf(text) === texts.lastIndexOf(text) ? text : `${text} #${i + 1}`)),
    at: (value) => places.get(JSON.stringify(value) ?? ""),
  };
}

/** A distribution as its file says it: "log_uniform from 0.0001 to 0.1", "one of sgd, adam". */
export function distributionText({ kind, options }: StoredParameter): string {
  const { min, max, values, ...others } = options;
  const rest = Object.entries(others).map(([key, value]) => `${key} ${partText(value)}`);
  if (kind === "choice" && Array.isArray(values))
    return [`one of ${values.map(partText).join(", ")}`, ...rest].join("; ");
  const range = min === undefined && max === undefined ? [] : [`from ${partText(min)} to ${partText(max)}`];
  return [kind, ...range, ...rest].join(" ");
}
