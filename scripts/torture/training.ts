import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assay } from "./processes.ts";

/**
 * Everything that keeps state, draws, watches or is recorded, an end within an epoch, a checkpoint at every look at the clock;
 * some seconds long.
 */
const SPEC = `name: torture
seed: 3
data: { dataset: mnist, validation: 5000 }
augmentation: [{ type: random_affine, degrees: 10, translate: 0.1 }]
architecture:
  - { type: conv2d, out_channels: 8, kernel_size: 3 }
  - batch_norm
  - relu
  - { type: max_pool2d, kernel_size: 2 }
  - flatten
  - { type: dropout, p: 0.2 }
  - { type: linear, out_features: 10 }
optimizer: { type: adam, lr: 0.002 }
lr_schedule: { type: cosine_annealing, warmup_epochs: 0.5 }
training:
  steps: 1150
  batch_size: 64
  accumulate: 2
  eval_every: 2
  ema: { decay: 0.99 }
  record: { every_steps: 100 }
  early_stopping: { monitor: validation.loss, patience: 3 }
  checkpoint: { every_minutes: 0.001, best: validation.loss }
`;

/** Writes the spec that is trained here. @returns its name, from the folder */
export function writeSpec(folder: string): string {
  writeFileSync(join(folder, "torture.yaml"), SPEC);
  return "torture.yaml";
}

/** The same in a fraction of a second: all that leaves a file or a figure behind. @returns its name, from the folder */
export function writeShort(folder: string): string {
  writeFileSync(
    join(folder, "torture.yaml"),
    `name: torture
seed: 1
data: { dataset: { type: synthetic, kind: spirals }, validation: 0.2 }
architecture: [{ type: linear, out_features: 16 }, tanh, { type: dropout, p: 0.1 }, { type: linear, out_features: 2 }]
optimizer: { type: adam, lr: 0.01 }
training:
  epochs: 7
  batch_size: 32
  accumulate: 2
  eval_every: 2
  early_stopping: { monitor: validation.loss, patience: 3 }
  record: { every_steps: 3 }
  checkpoint: { every_epochs: 1, keep: 3, best: validation.loss }
`,
  );
  return "torture.yaml";
}

/** The folder of the one run in a results folder; undefined where there is none. */
export function runIn(folder: string): string | undefined {
  const experiment = join(folder, "results", "torture");
  const name = existsSync(experiment) ? readdirSync(experiment).find((entry) => !entry.startsWith(".")) : undefined;
  return name === undefined ? undefined : join(experiment, name);
}

/** What must be the same whatever happened on the way: hashes, figures, and metrics.jsonl without its times. */
export function traceOf(run: string): string {
  const { hashes, train, validation, test, status, epochs, steps } = JSON.parse(
    readFileSync(join(run, "run.json"), "utf8"),
  );
  const lines = readFileSync(join(run, "metrics.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => ({ ...JSON.parse(line), seconds: 0, samples_per_second: 0 }));
  return JSON.stringify({ hashes, train, validation, test, status, epochs, steps, lines });
}

/** Trains a spec without any harm. @returns its trace */
export function unharmed(folder: string, write = writeSpec): string {
  const { status, stderr } = assay(folder, ["run", write(folder), "--quiet"]);
  const run = runIn(folder);
  if (status !== 0 || run === undefined) throw new Error(`the training itself fails: ${stderr}`);
  return traceOf(run);
}

/** Numbers in [0, 1), the same ones each time. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
