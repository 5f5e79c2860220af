import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunRecord } from "@assay/runs";
import { afterAll, expect } from "vitest";
import { inProcess } from "./in-process.ts";

const spec = (name: string, kind: string, more = "") => `name: ${name}
data: { dataset: { type: synthetic, kind: ${kind}, examples: 300, noise: 0.3 }, validation: 0.2 }
architecture: [{ type: linear, out_features: 8 }, tanh, { type: linear, out_features: ${kind === "regression" ? 1 : 2} }]
optimizer: { type: adam, lr: 0.02 }
training: { epochs: 3, batch_size: 32 }
${more}`;

const SPECS = {
  moons: spec("moons", "moons"),
  other: spec("other", "moons", "loss: { type: cross_entropy, label_smoothing: 0.1 }\nmetrics: [f1, accuracy]\n"),
  values: spec("values", "regression", "loss: mse\n"),
  squares: spec("squares", "moons", "loss: mse\n"),
  binary: spec("binary", "moons", "loss: bce_with_logits\n"),
};

const COMPUTES = ["ensemble", "verify", "run"];

/** A folder of small runs, and the command line in it. */
export function ensembleWorkplace() {
  const folder = mkdtempSync(join(tmpdir(), "assay-ensemble-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(SPECS)) writeFileSync(join(folder, `${name}.yaml`), text);
  const runs = new Map<string, RunRecord>();

  /** On one thread, which starts sooner, unless a test says otherwise. */
  const assay = (command: string, ...args: string[]) => {
    const isOne = COMPUTES.includes(command) && !args.includes("--threads");
    return inProcess(folder, [command, ...args, ...(isOne ? ["--threads", "1"] : [])]);
  };
  async function json(command: string, ...args: string[]) {
    const ended = await assay(command, ...args, "--json");
    expect(ended, ended.stderr).toMatchObject({ status: 0 });
    return JSON.parse(ended.stdout);
  }
  return {
    ...{ folder, assay, json },
    /** Trains a spec with a seed; the run is then called by both: moons1. */
    async train(name: keyof typeof SPECS, seed: number, ...flags: string[]): Promise<void> {
      runs.set(`${name}${seed}`, await json("run", `${name}.yaml`, "--seed", `${seed}`, ...flags));
    },
    run(key: string): RunRecord {
      const found = runs.get(key);
      if (!found) throw new Error(`${key} was not trained`);
      return found;
    },
    read: (...path: string[]): string => readFileSync(join(folder, ...path), "utf8"),
    /** Changes a file for as long as `work` takes. */
    async altered<T>(path: string, change: (text: string) => string, work: () => Promise<T>): Promise<T> {
      const before = readFileSync(join(folder, path));
      writeFileSync(join(folder, path), change(before.toString("latin1")), "latin1");
      try {
        return await work();
      } finally {
        writeFileSync(join(folder, path), before);
      }
    },
  };
}
