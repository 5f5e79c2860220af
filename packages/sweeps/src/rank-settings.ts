import { meanInterval, sample } from "@assay/runs/statistics";
import type { SweepMetric } from "./file/sweep.ts";
import type { JournalLine } from "./journal-line.ts";
import { metricOf, signOf } from "./metric.ts";
import type { Setting } from "./space.ts";
import type { TrialStatus } from "./trial.ts";

/** A row of the table of settings. The test split is left out: it never chooses. */
export interface SettingRow {
  /** From 1, in the order in which they were found. */
  readonly setting: number;
  readonly sets: Setting;
  /** Trials that are over, one a seed; of how many the values are. */
  readonly n: number;
  readonly seeds: readonly number[];
  /** "<experiment>/<run>", one a seed. */
  readonly runs: readonly string[];
  readonly status: TrialStatus | "unfinished";
  /** Mean of the sweep's metric over the seeds; null where one of them failed or is not over. */
  readonly mean: number | null;
  /** Standard deviation over the seeds; null for one. */
  readonly sd: number | null;
  /** 95 % interval of the mean over the seeds (Student's t, of a share clipped to [0, 1]); null for one. */
  readonly interval: readonly [number, number] | null;
  /** The metric, one a seed; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Epochs of the trial that came least far. */
  readonly epochs: number;
  /** Means over the seeds, of the validation split. */
  readonly validation: Readonly<Record<string, number | null>>;
  readonly parameters: number | null;
  /** Of all its trials together. */
  readonly seconds: number | null;
  /** Why it was not completed. */
  readonly reason: string | null;
}

/** What is known of a setting. */
export interface Tried {
  /** Its number, from 0. Default: its place in the list */
  readonly number?: number;
  readonly sets: Setting;
  readonly seeds: readonly number[];
  /** One a seed; undefined where it is not over. */
  readonly lines: readonly (JournalLine | undefined)[];
}

/** The worse status comes first. */
const ORDER: readonly SettingRow["status"][] = ["failed", "diverged", "unfinished", "stopped", "completed"];

/**
 * The settings, best first: by the mean over the seeds, so that a lucky seed does not win. Those that were stopped early come
 * behind those that were not, and those without all of their seeds last.
 *
 * @param isShare whether the metric lies between 0 and 1
 */
export function rankSettings(
  tried: readonly Tried[],
  metric: SweepMetric,
  { isShare = false }: { readonly isShare?: boolean } = {},
): SettingRow[] {
  const key = metricOf(metric);
  const sign = signOf(metric);
  const rows = tried.map((each, i) => toRow(each, (each.number ?? i) + 1, key, isShare));
  const place = ({ status, mean }: SettingRow): number => (mean === null ? 0 : ORDER.indexOf(status));
  return rows.sort(
    (a, b) => place(b) - place(a) || compare(sign * (a.mean ?? 0), sign * (b.mean ?? 0)) || a.setting - b.setting,
  );
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function toRow({ sets, seeds, lines }: Tried, setting: number, key: string, isShare: boolean): SettingRow {
  const over = lines.filter((line) => line !== undefined);
  const status = ORDER.find((each) => lines.some((line) => (line?.status ?? "unfinished") === each)) ?? "unfinished";
  const values = lines.map((line) =>
    line?.status === "completed" || line?.status === "stopped" ? (line.validation?.[key] ?? null) : null,
  );
  const known = values.filter((value) => value !== null);
  const { mean, sd } = known.length > 0 && known.length === values.length ? sample(known) : { mean: null, sd: null };
  const keys = Object.keys(over[0]?.validation ?? { loss: null });
  return {
    ...{ setting, sets, n: over.length, seeds, runs: over.map(({ run }) => run), status, mean, values },
    ...{ sd, interval: mean === null ? null : (meanInterval(known, isShare) ?? null) },
    epochs: Math.min(...lines.map((line) => line?.epochs ?? 0)),
    validation: Object.fromEntries(
      keys.map((each) => [each, meanOf(over.map(({ validation }) => validation?.[each] ?? null))]),
    ),
    parameters: over[0]?.parameters ?? null,
    seconds: over.length > 0 ? over.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0) : null,
    reason: over.find(({ reason }) => reason !== undefined)?.reason ?? null,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 && known.length === values.length ? sample(known).mean : null;
}
