import type { RunRecord } from "@assay/runs/store";

/** What was measured, and how it is read. */
export type MetricInfo = RunRecord["metrics"][number];

/** How numbers look in a page: the same in every locale. A missing value is a dash. */
type Value = number | null | undefined;

const MISSING = "–";
const finite = (value: Value): value is number => typeof value === "number" && Number.isFinite(value);

/** A share as a percentage: 0.9931 → "99.31 %". */
export const percent = (share: Value, decimals = 2): string =>
  finite(share) ? `${(share * 100).toFixed(decimals)} %` : MISSING;

/** A loss, or another number of about that size. */
export const decimal = (value: Value, decimals = 4): string => {
  if (!finite(value)) return MISSING;
  return Math.abs(value) < 1e5 ? value.toFixed(decimals) : value.toExponential(2);
};

/** A whole number with its thousands apart: 12345 → "12,345". */
export const count = (value: Value): string =>
  finite(value) ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",") : MISSING;

/** "1 epoch", "2 epochs". */
export const times = (value: number, what: string): string => `${count(value)} ${what}${value === 1 ? "" : "s"}`;

/** A duration: "8.2 s", "3:25", "1:02:03". */
export function duration(seconds: Value): string {
  if (!finite(seconds)) return MISSING;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A size in memory: 1073741824 → "1.0 GiB". */
export function bytes(value: number): string {
  const [size, unit] = value >= 2 ** 30 ? [2 ** 30, "GiB"] : [2 ** 20, "MiB"];
  return `${(value / size).toFixed(1)} ${unit}`;
}

/** A metric's value as people read it. @param decimals of a percentage; numbers have two more */
export const metricText = ({ shown }: Pick<MetricInfo, "shown">, value: Value, decimals = 2): string =>
  shown === "percent" ? percent(value, decimals) : decimal(value, decimals + 2);

/** A difference of two shares, without its sign: "1.20 points". */
export const points = (gap: number): string => `${(Math.abs(gap) * 100).toFixed(2)} points`;

/** A value as a chart shows it: percentages as such, and no more digits than a tooltip needs. */
export const charted = (value: number, shown: MetricInfo["shown"]): number =>
  Number((shown === "percent" ? value * 100 : value).toPrecision(5));

/** The loss, in the words of a metric. */
export const LOSS: MetricInfo = { name: "loss", better: "lower", shown: "number" };

const WRITTEN: Readonly<Record<string, string>> = { mae: "MAE", rmse: "RMSE", r2: "R²" };

/** A metric's name as a heading shows it: "calibration_error" → "calibration error", "rmse" → "RMSE". */
export const title = (name: string): string =>
  (Object.hasOwn(WRITTEN, name) && WRITTEN[name]) || name.replaceAll("_", " ");
