import { existsSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { createFolder, quietly } from "@assay/runs/store";
import type { RunTrial } from "./sweep-planner.ts";

/** In a sweep's folder: a link to each trial's run. */
const RUNS = "runs";

/** Links a trial's run into its sweep's folder, for people: nothing reads it, and where links cannot be made there is none. */
export function linkRun(results: string, folder: string, { number, run }: RunTrial): void {
  const [from, to] = [join(folder, RUNS), join(results, run)];
  quietly(() => {
    if (!existsSync(to)) return;
    createFolder(from);
    symlinkSync(relative(from, to), join(from, `trial${number + 1}`), "dir");
  });
}
