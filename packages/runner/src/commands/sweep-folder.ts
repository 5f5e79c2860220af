import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite, createFolder, RefusedError, SWEEPS } from "@assay/runs/store";
import { obstacles, type Sweep } from "@assay/sweeps";
import { EXPERIMENT_FILE, SWEEP_FILE } from "@assay/sweeps/files";
import { parse } from "yaml";
import { sweepFolder } from "./find-sweep.ts";

/**
 * Makes a sweep's folder, with the sweep as it is, or finds the one that was begun.
 * @throws RefusedError where another sweep was begun there: one whose trials are others; ResultError when it cannot be written
 */
export function openSweepFolder(results: string, sweep: Sweep): string {
  const folder = sweepFolder(results, sweep);
  createFolder(results);
  createFolder(join(results, SWEEPS));
  createFolder(folder);
  const [file, experiment] = [join(folder, SWEEP_FILE), join(folder, EXPERIMENT_FILE)];
  if (existsSync(file)) {
    const own = readFileSync(file, "utf8");
    const isOther = existsSync(experiment) && readFileSync(experiment, "utf8") !== sweep.experiment;
    const found = [
      ...obstacles(withoutExperiment(own), withoutExperiment(sweep.source)),
      ...(isOther ? ["experiment: it is another one"] : []),
    ];
    if (found.length > 0) {
      const rule = `${folder} holds another sweep of this name (${found.join("; ")})`;
      throw new RefusedError("runner/sweep", rule, "give this one a name of its own: name: …");
    }
  }
  atomicWrite(experiment, sweep.experiment);
  atomicWrite(file, sweep.source);
  return folder;
}

/** A sweep's keys; what its experiment resolves to is compared by itself. */
function withoutExperiment(source: string): Record<string, unknown> {
  const { experiment: _, ...keys } = parse(source) as Record<string, unknown>;
  return keys;
}
