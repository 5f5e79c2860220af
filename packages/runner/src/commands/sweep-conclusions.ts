import { join } from "node:path";
import { compareRuns } from "@assay/runs";
import { atomicWrite, readRun } from "@assay/runs/store";
import { type SettingRow, type Sweep, settingText } from "@assay/sweeps";
import { shellWord } from "./shell-word.ts";
import type { RunTrial } from "./sweep-planner.ts";

interface Place {
  /** The sweep's. */
  readonly folder: string;
  readonly results: string;
  /** How many trials the whole sweep has, where that is known. */
  readonly total: number | undefined;
  /** A path as a command would name it. */
  readonly shown: (path: string) => string;
}

/** The best setting's spec, in the sweep's folder. */
const BEST_FILE = "best.yaml";

/**
 * What a sweep has found, in words: what is open, whether the first is really better than the second, and the command that trains
 * the best setting again. Its spec is written into the sweep's folder.
 * @throws ResultError when it cannot be written
 */
export function conclusions(
  ranked: readonly SettingRow[],
  trials: readonly RunTrial[],
  { metric, repeats }: Sweep,
  { folder, results, total, shown }: Place,
): string[] {
  const lines: string[] = [];
  const over = ranked.reduce((sum, { n }) => sum + n, 0);
  const open = (total ?? trials.length) - over;
  if (open > 0) lines.push(`${open} of ${total ?? trials.length} trials are open; the same command goes on with them.`);
  const failed = ranked.filter(({ status }) => status === "failed").length;
  if (failed > 0)
    lines.push(`${failed} ${failed === 1 ? "setting" : "settings"} failed; --retry-failed tries them again.`);
  const [best, second] = ranked;
  const chosen = trials.find(({ setting }) => setting + 1 === best?.setting);
  if (best?.status !== "completed" || !chosen) return [...lines, "No setting was completed."];
  const verdict = second?.status === "completed" ? verdictOf(best, second, results, metric.name) : undefined;
  if (verdict !== undefined) lines.push(verdict);
  const file = join(folder, BEST_FILE);
  atomicWrite(file, chosen.loaded.resolved);
  const runs = repeats > 1 ? `, ${repeats} seeds` : "";
  lines.push(
    `Best by ${metric.name}: setting ${best.setting}${runs}: ${settingText(best.sets)}`,
    `To train it: pnpm run exp ${shellWord(shown(file))}`,
  );
  return lines;
}

/** Whether the first setting is better than the second, by the validation split that has ranked them. */
function verdictOf(first: SettingRow, second: SettingRow, results: string, name: string): string | undefined {
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
