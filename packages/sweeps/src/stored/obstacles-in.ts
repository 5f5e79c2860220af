import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSource } from "@assay/experiment";
import { obstacles } from "../file/extends.ts";
import { readSweepFile } from "../file/read-file.ts";
import type { Sweep } from "../file/sweep.ts";
import { EXPERIMENT_FILE, SWEEP_FILE } from "./files.ts";

/**
 * What keeps a sweep from going on in a folder that holds one: a line each; none where it goes on with what was tried.
 * @throws SpecError where a file in the folder is no sweep
 */
export function obstaclesIn(folder: string, sweep: Pick<Sweep, "file" | "source" | "experiment">): string[] {
  const experiment = join(folder, EXPERIMENT_FILE);
  const isOther = existsSync(experiment) && readSource(experiment) !== sweep.experiment;
  return [
    ...obstacles(readSweepFile(join(folder, SWEEP_FILE)), readSweepFile(sweep.file, sweep.source)),
    ...(isOther ? ["experiment: it is another one"] : []),
  ];
}
