import { join } from "node:path";
import { compareRuns } from "@assay/runs";
import { readRun } from "@assay/runs/store";
import { metricOf, type SettingRow, type SweepMetric, settingText } from "@assay/sweeps";
import { shorten } from "../terminal/columns.ts";
import { ifReadable } from "./if-readable.ts";
import { shellWord } from "./shell-word.ts";

/** Characters of a setting. */
const LONGEST = 300;

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
  /** The sweep's own folder. */
  readonly folder: string;
  /** "the same command goes on with them" */
  readonly goesOn: string;
  /** A path as a command would name it. */
  readonly shown: (path: string) => string;
}

/**
 * What a sweep has found, in words: what is open, stopped or failed, whether the first setting is really better than the second,
 * and the commands that train it again and make a page of it all.
 */
export function sweepNotes(noted: Noted): string[] {
  const { ranked, metric, best: file, folder, shown } = noted;
  const page = `For its page: pnpm run report ${shellWord(shown(folder))}`;
  const [best] = ranked;
  if (best?.status !== "completed") return [...stateNotes(noted), "No setting was completed.", page];
  const seeds = best.n > 1 ? `, ${best.n} seeds` : "";
  const verdict = verdictNote(noted);
  return [
    ...stateNotes(noted),
    ...(verdict === undefined ? [] : [verdict]),
    `Best by ${metric.name}: setting ${best.setting}${seeds}: ${shorten(settingText(best.sets), LONGEST)}`,
    ...(file === undefined ? [] : [`To train it: ${trainCommand(file, shown)}`]),
    page,
  ];
}

/** What trains the spec in a file. */
export const trainCommand = (file: string, shown: Noted["shown"]): string => `pnpm run exp ${shellWord(shown(file))}`;

/** What is open, stopped or failed. */
export function stateNotes({ ranked, total, goesOn }: Pick<Noted, "ranked" | "total" | "goesOn">): string[] {
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
  return lines;
}

/** Whether the first setting is better than the second, by the validation split that has ranked them; undefined where one is missing. */
export function verdictNote({
  ranked,
  metric,
  results,
}: Pick<Noted, "ranked" | "metric" | "results">): string | undefined {
  const [first, second] = ranked;
  if (first?.status !== "completed" || second?.status !== "completed") return undefined;
  const name = metricOf(metric);
  const labelOf = ([run = ""]: readonly string[]) => `setting ${(first.runs.includes(run) ? first : second).setting}`;
  return ifReadable(() => {
    const runs = [...first.runs, ...second.runs].map((run) => readRun(join(results, run)));
    const [verdict] = compareRuns(runs, { split: "validation", metric: name, labelOf }).verdicts;
    return verdict?.text.replace(/^setting/, "Setting");
  });
}
