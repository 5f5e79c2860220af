import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunRecord } from "@assay/runs";
import { afterAll, expect } from "vitest";
import { inProcess } from "./in-process.ts";

const synthetic = (kind: string) => `{ type: synthetic, kind: ${kind}, examples: 300, noise: 0.3 }`;
const spec = (name: string, outputs: number, dataset: string, more = "") => `name: ${name}
data: { dataset: ${dataset}, validation: 0.2 }
architecture: [{ type: linear, out_features: 8 }, tanh, { type: linear, out_features: ${outputs} }]
optimizer: { type: adam, lr: 0.02 }
training: { epochs: 3, batch_size: 32 }
${more}`;

const ANSWERS = "{ type: csv, path: ./answers.csv, target: yes, kind: values, test: 0.3 }";

const SPECS = {
  moons: spec("moons", 2, synthetic("moons")),
  other: spec(
    "other",
    2,
    synthetic("moons"),
    "loss: { type: cross_entropy, label_smoothing: 0.1 }\nmetrics: [f1, accuracy]\n",
  ),
  values: spec("values", 1, synthetic("regression"), "loss: mse\n"),
  squares: spec("squares", 2, synthetic("moons"), "loss: mse\n"),
  binary: spec("binary", 2, synthetic("moons"), "loss: bce_with_logits\n"),
  answers: spec("answers", 1, ANSWERS, "loss: bce_with_logits\n"),
};

/** A number, and whether it is large: 1 or 0, both to be found on either side. */
const answers = Array.from({ length: 60 }, (_, i) => `${i},${Number((i * 7) % 60 > 60 - i)}`);

const COMPUTES = ["ensemble", "verify", "run"];

/** A folder of small runs, and the command line in it. */
export function ensembleWorkplace() {
  const folder = mkdtempSync(join(tmpdir(), "assay-ensemble-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(SPECS)) writeFileSync(join(folder, `${name}.yaml`), text);
  writeFileSync(join(folder, "answers.csv"), `${["number,yes", ...answers].join("\n")}\n`);
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
