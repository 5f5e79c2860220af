import { join } from "node:path";
import { compareRuns } from "@assay/runs";
import { readRun } from "@assay/runs/store";
import { type SettingRow, type SweepMetric, settingText } from "@assay/sweeps";
import { shellWord } from "./shell-word.ts";

/** What the words of a sweep are made of. */
export interface Noted {
  readonly ranked: readonly SettingRow[];
  readonly metric: SweepMetric;
  /** Trials of the whole sweep, where that is known. */
  readonly total: number | undefined;
  /** The results folder, beside whose runs the sweep lies. */
  readonly results: string;
  /** The file of the best setting's spec, where there is one. */
  readonly best: string | undefined;
  /** "the same command goes on with them" */
  readonly goesOn: string;
  /** A path as a command would name it. */
  readonly shown: (path: string) => string;
}

/**
 * What a sweep has found, in words: what is open, stopped or failed, whether the first setting is really better than the second,
 * and the command that trains it again.
 */
export function sweepNotes({ ranked, metric, total, results, best: file, goesOn, shown }: Noted): string[] {
  const lines: string[] = [];
  const all = total ?? ranked.reduce((sum, { seeds }) => sum + seeds.length, 0);
  const open = all - ranked.reduce((sum, { n }) => sum + n, 0);
  if (open > 0) lines.push(`${open} of ${all} trials are open; ${goesOn}.`);
  const settings = (wanted: SettingRow["status"]) => {
    const count = ranked.filter(({ status }) => status === wanted).length;
    return count > 0 && `${count} ${count === 1 ? "setting" : "settings"}`;
  };
  const [stopped, diverged, failed] = [settings("stopped"), settings("diverged"), settings("failed")];
  if (stopped) lines.push(`${stopped} stopped early.`);
  if (diverged) lines.push(`${diverged} diverged.`);
  if (failed) lines.push(`${failed} failed; --retry-failed tries them again.`);
  const [best, second] = ranked;
  if (best?.status !== "completed") return [...lines, "No setting was completed."];
  const verdict = second?.status === "completed" ? verdictOf(best, second, results, metric.name) : undefined;
  if (verdict !== undefined) lines.push(verdict);
  const seeds = best.n > 1 ? `, ${best.n} seeds` : "";
  lines.push(`Best by ${metric.name}: setting ${best.setting}${seeds}: ${settingText(best.sets)}`);
  if (file !== undefined) lines.push(`To train it: pnpm run exp ${shellWord(shown(file))}`);
  return lines;
}

/** Whether the first setting is better than the second, by the validation split that has ranked them. */
export function verdictOf(first: SettingRow, second: SettingRow, results: string, name: string): string | undefined {
  try {
    const runs = [...first.runs, ...second.runs].map((run) => readRun(join(results, run)));
    const metric = name.replace(/^validation\./, "");
    const { verdicts, rows } = compareRuns(runs, { split: "validation", metric });
    const labelled = (label: string): string => {
      const isFirst = rows.find(({ run }) => run === label)?.runs.some((run) => first.runs.includes(run));
      return `setting ${(isFirst ? first : second).setting}`;
    };
    const [verdict] = verdicts;
    return verdict?.text.replaceAll(verdict.a, labelled(verdict.a)).replaceAll(verdict.b, labelled(verdict.b));
  } catch {
    return undefined; // a run's folder may be elsewhere: the table stands
  }
}
