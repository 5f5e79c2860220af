import type { RunRecord, StoredRun } from "@assay/runs";
import { listRuns } from "@assay/runs/list-runs";
import { shellWord } from "./shell-word.ts";

/** How the run was asked for. */
export interface Asked {
  readonly spec: string;
  readonly set: readonly string[];
  readonly results: string;
  readonly numerics: "fused" | "strict";
  /** The optimizer's learning rate, overrides included. */
  readonly lr: number;
  /** Whether a finished run was trained again. */
  readonly repeats?: boolean;
}

/** The command to try after a run: to go on, another attempt, a smaller step, a comparison with what is there, or a second seed. */
export async function nextCommand(
  record: RunRecord,
  { spec, set, results, numerics, lr, repeats }: Asked,
): Promise<string> {
  const out = results === "results" ? [] : ["--out", results];
  const how = numerics === "strict" ? ["--numerics", numerics] : [];
  const again = (seed: number, overrides = set) => {
    const sets = overrides.flatMap((override) => ["--set", override]);
    return ["pnpm run exp", ...[spec, ...sets, "--seed", String(seed), ...how, ...out].map(shellWord)].join(" ");
  };
  if (record.status === "diverged") {
    const others = set.filter((override) => !override.startsWith("optimizer.lr="));
    return again(record.seed, [...others, `optimizer.lr=${Number((lr / 10).toPrecision(3))}`]);
  }
  if (record.status === "interrupted" && repeats) return `${again(record.seed)} --force`;
  if (record.status === "interrupted") return ["pnpm run resume", ...[record.run, ...out].map(shellWord)].join(" ");
  if (record.status !== "completed") return again(record.seed);
  const names = await comparableWith(record, results);
  return names.length > 0
    ? ["pnpm run compare", ...[...names, ...out].map(shellWord)].join(" ")
    : again(record.seed + 1);
}

/** Experiments that are tried as the other side of a comparison, the latest first. */
const TRIED = 3;
/** Recipes that make a table to look at; a sweep has more. */
const FEW = 4;

/**
 * The experiments to compare a run with: its own and the latest that may be compared with it, or its own alone where it has
 * other runs; none where there is nothing to compare.
 */
async function comparableWith(record: RunRecord, results: string): Promise<string[]> {
  const { compareRuns } = await import("@assay/runs");
  const runs = listRuns(results).flatMap((entry) =>
    "stored" in entry && entry.stored.record.status === "completed" ? [entry.stored] : [],
  );
  const of = (name: string): StoredRun[] => runs.filter((run) => run.record.name === name);
  const own = of(record.name);
  const later = runs.toSorted((a, b) => (a.record.started < b.record.started ? 1 : -1));
  const others = [...new Set(later.map((run) => run.record.name))].filter((name) => name !== record.name);
  const mayCompare = (some: readonly StoredRun[]): boolean => {
    const { incomparable, rows } = compareRuns(some, { predictions: () => undefined });
    return incomparable.length === 0 && rows.length <= FEW;
  };
  const other = others.slice(0, TRIED).find((name) => mayCompare([...own, ...of(name)]));
  if (other !== undefined) return [record.name, other];
  return own.length > 1 && mayCompare(own) ? [record.name] : [];
}
