import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalLine } from "@assay/sweeps";

/** Writes a sweep of eight short trials, some of which are stopped early. @returns its file */
export function writeSweep(folder: string, name: string, { dataset = MOONS as object, epochs = 4 } = {}): string {
  const file = join(folder, `${name}.yaml`);
  const experiment = {
    name: "tiny",
    seed: 1,
    data: { dataset, validation: 0.25 },
    architecture: [{ type: "linear", out_features: 8 }, "relu", { type: "linear", out_features: 2 }],
    optimizer: { type: "sgd", lr: 0.1 },
    training: { epochs, batch_size: 32 },
  };
  const sweep = {
    ...{ name, experiment, method: "tpe", run_cap: 8, seed: 3 },
    metric: { name: "validation.loss", goal: "minimize" },
    parameters: {
      "optimizer.lr": { distribution: "log_uniform", min: 0.001, max: 1 },
      "training.batch_size": { values: [16, 32, 64] },
    },
    early_terminate: { type: "asha", min_epochs: 1, reduction_factor: 2 },
  };
  writeFileSync(file, JSON.stringify(sweep));
  return file;
}

const MOONS = { type: "synthetic", kind: "moons", examples: 200 };

/** A sweep's journal without seconds, in the order of the trials. */
export function journalOf(results: string, sweep: string): JournalLine[] {
  const lines = readFileSync(join(results, "sweeps", sweep, "trials.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line): JournalLine => ({ ...JSON.parse(line), seconds: null })).sort((a, b) => a.number - b.number);
}

/** A table without its seconds. */
export const withoutSeconds = (table: string): string => table.replace(/\d+\.\d+ s/g, "… s").replace(/ +/g, " ");
