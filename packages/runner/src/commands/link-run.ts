import { existsSync, lstatSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { checkFolder, createFolder, quietly } from "@assay/runs/store";
import type { RunTrial } from "./sweep-planner.ts";

/** In a sweep's folder: a link to each trial's run. */
const RUNS = "runs";

/**
 * Links a trial's run into its sweep's folder, for people: nothing reads it, and where links cannot be made there is none. A grid
 * that was given more values counts its trials anew: a link to another trial's run is replaced.
 */
export function linkRun(results: string, folder: string, { number, run }: Pick<RunTrial, "number" | "run">): void {
  const [from, to] = [join(folder, RUNS), join(results, run)];
  quietly(() => {
    if (!existsSync(to)) return;
    if (checkFolder(from) === "absent") createFolder(from);
    const [link, target] = [join(from, `trial${number + 1}`), relative(from, to)];
    const found = lstatSync(link, { throwIfNoEntry: false });
    if (found && (!found.isSymbolicLink() || readlinkSync(link) === target)) return;
    const beside = join(from, `.trial${number + 1}.${process.pid}.tmp`);
    symlinkSync(target, beside, "dir");
    renameSync(beside, link);
  });
}
