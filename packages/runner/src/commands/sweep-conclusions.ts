import { join } from "node:path";
import { atomicWrite } from "@assay/runs/store";
import type { SettingRow, Sweep } from "@assay/sweeps";
import { BEST_FILE } from "@assay/sweeps/files";
import { type Noted, sweepNotes } from "./sweep-notes.ts";
import type { RunTrial } from "./sweep-planner.ts";

interface Place extends Pick<Noted, "results" | "total" | "shown"> {
  /** The sweep's. */
  readonly folder: string;
}

/**
 * What a sweep has found, in words, at its end. The best setting's spec is written into the sweep's folder.
 * @throws ResultError when it cannot be written
 */
export function conclusions(
  ranked: readonly SettingRow[],
  trials: readonly RunTrial[],
  { metric }: Sweep,
  { folder, ...place }: Place,
): string[] {
  const [row] = ranked;
  const chosen = row?.status === "completed" ? trials.find(({ setting }) => setting + 1 === row.setting) : undefined;
  const best = chosen && join(folder, BEST_FILE);
  if (best !== undefined) atomicWrite(best, chosen?.loaded.resolved ?? "");
  return sweepNotes({ ...place, folder, ranked, metric, best, goesOn: "the same command goes on with them" });
}
