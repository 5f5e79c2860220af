import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LOSS, readRun, type StoredRun } from "@assay/runs/store";
import { metricOf, rankSettings, readStoredSweep, type SettingRow, type StoredSweep } from "@assay/sweeps";
import { BEST_FILE } from "@assay/sweeps/files";
import type { MetricInfo } from "@assay/training/events";
import { rankedMetric } from "../terminal/ranked-metric.ts";
import { resultsOf } from "./find-sweep.ts";
import { ifReadable } from "./if-readable.ts";

/** A sweep with its settings ranked, as its journal says, and what its runs say that it does not. */
export interface FoundSweep {
  readonly sweep: StoredSweep;
  readonly results: string;
  readonly ranked: readonly SettingRow[];
  /** What the trials measure. */
  readonly metrics: readonly MetricInfo[];
  /** What they are ranked by. */
  readonly metric: MetricInfo;
  /** The file of the best setting's spec; undefined where it is not there, or of another setting. */
  readonly best: string | undefined;
}

/** Reads what a sweep has found, from its folder and the results beside it. @throws see `readStoredSweep` */
export function readFound(folder: string): FoundSweep {
  const sweep = readStoredSweep(folder);
  const results = resultsOf(folder);
  const runs = sweep.tried.flatMap(({ lines }) => lines.flatMap((line) => line?.run ?? []));
  const metrics = metricsOf(runs, results) ?? [usualMetric(sweep)].filter(({ name }) => name !== LOSS.name);
  const metric = rankedMetric(metrics, sweep.metric) ?? usualMetric(sweep);
  const ranked = rankSettings(sweep.tried, sweep.metric, { isShare: metric.shown === "percent" });
  return { sweep, results, ranked, metrics, metric, best: bestOf(folder, ranked[0], results) };
}

/** A run's record; undefined where it cannot be read: its folder may be elsewhere. */
export const runAt = (results: string, run: string): StoredRun | undefined =>
  ifReadable(() => readRun(join(results, run)));

/** What the first run that can be read has measured. */
function metricsOf(runs: readonly string[], results: string): readonly MetricInfo[] | undefined {
  for (const run of runs) {
    const found = runAt(results, run);
    if (found) return found.record.metrics;
  }
  return undefined;
}

/** The sweep's metric where no run tells more of it. */
const usualMetric = ({ metric: { name, goal } }: StoredSweep): MetricInfo => ({
  name: metricOf({ name }),
  better: goal === "maximize" ? "higher" : "lower",
  shown: /accuracy/.test(name) ? "percent" : "number",
});

function bestOf(folder: string, row: SettingRow | undefined, results: string): string | undefined {
  const file = join(folder, BEST_FILE);
  const [run] = row?.status === "completed" ? row.runs : [];
  if (run === undefined || !existsSync(file)) return undefined;
  const { resolved } = runAt(results, run) ?? {};
  return resolved === undefined || resolved === readFileSync(file, "utf8") ? file : undefined;
}
