import { listRuns } from "@assay/runs/list-runs";
import type { RunRecord } from "@assay/runs/store";
import { shellWord } from "./shell-word.ts";

/** How the run was asked for. */
export interface Asked {
  readonly spec: string;
  readonly set: readonly string[];
  readonly results: string;
  readonly numerics: "fused" | "strict";
  /** The optimizer's learning rate, overrides included. */
  readonly lr: number;
}

/** The command to try after a run: another attempt, a smaller step, a comparison with what is there, or a second seed. */
export function nextCommand(record: RunRecord, { spec, set, results, numerics, lr }: Asked): string {
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
  if (record.status !== "completed") return again(record.seed);
  const others = listRuns(results).some(
    (entry) => "stored" in entry && entry.run !== record.run && entry.stored.record.status === "completed",
  );
  return others ? ["pnpm run compare", ...out.map(shellWord)].join(" ") : again(record.seed + 1);
}
