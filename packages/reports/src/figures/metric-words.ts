import type { RunRecord } from "@assay/runs/store";
import { count, loss, percent } from "../text/numbers.ts";

/** What was measured, and how it is read. */
export type MetricInfo = RunRecord["metrics"][number];

/** "1 epoch", "2 epochs". */
export const times = (value: number, what: string): string => `${count(value)} ${what}${value === 1 ? "" : "s"}`;

/** A metric's value as people read it. @param decimals of a percentage; numbers have two more */
export const metricText = (
  { shown }: Pick<MetricInfo, "shown">,
  value: number | null | undefined,
  decimals = 2,
): string => (shown === "percent" ? percent(value, decimals) : loss(value, decimals + 2));

/** A difference of two shares, without its sign: "1.20 points". */
export const points = (gap: number): string => `${(Math.abs(gap) * 100).toFixed(2)} points`;

/** A value as a chart shows it: percentages as such, and no more digits than a tooltip needs. */
export const charted = (value: number, shown: MetricInfo["shown"]): number =>
  Number((shown === "percent" ? value * 100 : value).toPrecision(5));

const WRITTEN: Readonly<Record<string, string>> = { mae: "MAE", rmse: "RMSE", r2: "R²" };

/** A metric's name as a heading shows it: "calibration_error" → "calibration error", "rmse" → "RMSE". */
export const title = (name: string): string =>
  (Object.hasOwn(WRITTEN, name) && WRITTEN[name]) || name.replaceAll("_", " ");
