import type { PlainSpec } from "../store/spec-of.ts";
import { withoutPaths } from "./settings.ts";

/** Options of datasets that choose what the model sees of an example; all others decide what the examples are. */
const INPUT_OPTIONS = new Set(["features", "size", "channels"]);

const section = (spec: PlainSpec, key: string): Readonly<Record<string, unknown>> => {
  const value = spec[key];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
};

/** What examples and targets are made of the data's files, whose hash says nothing of it: target, test, classes … */
export function targetsOf(spec: PlainSpec): string {
  const { dataset } = section(withoutPaths(spec), "data");
  if (typeof dataset !== "object" || dataset === null) return String(dataset);
  const entries = Object.entries(dataset).filter(([key]) => !INPUT_OPTIONS.has(key));
  return shown(Object.fromEntries(entries));
}

/** How many examples are held out. */
export const splitOf = (spec: PlainSpec): string => `data.validation ${section(spec, "data").validation ?? 0}`;

/** How inputs are scaled, those of the test split, too. */
export function normalization(spec: PlainSpec): string {
  const { normalize = "standardize", normalize_per } = section(spec, "data");
  return normalize === "none" || normalize_per === undefined ? `${normalize}` : `${normalize} per ${normalize_per}`;
}

/**
 * What a loss is, as far as its figures go. They are means over the examples whatever is minimized, so `sum` is no
 * loss of its own: of classes it is reported as `mean` is, of values as `batchmean`.
 */
export function lossMeasured(spec: PlainSpec): string {
  const { type = "cross_entropy", reduction = "mean", ...options } = section(spec, "loss");
  const undivided = type !== "cross_entropy" && type !== "multi_margin" && reduction !== "mean";
  return shown({ type, ...options, ...(undivided && { reduction: "batchmean" }) });
}

/** "cross_entropy {label_smoothing: 0.1}" */
function shown({ type, ...options }: Readonly<Record<string, unknown>>): string {
  return Object.keys(options).length === 0 ? String(type) : `${type} ${flow(options)}`;
}

/** A value as YAML has it on one line, the keys in order, so that equal values give equal texts: "{a: [1, 2], b: x}". */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, option]) => `${flow(key)}: ${flow(option)}`).join(", ")}}`;
  }
  return typeof value === "string" && PLAIN.test(value) ? value : JSON.stringify(value);
}

/** Strings that YAML reads as themselves without quotes. */
const PLAIN = /^(?!(true|false|null|yes|no|on|off)$)[a-z_][\w./-]*$/i;
