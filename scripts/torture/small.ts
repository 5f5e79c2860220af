import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A training of less than a second that writes all that there is to write. @returns its name, from the folder */
export function writeSmall(folder: string): string {
  writeFileSync(
    join(folder, "small.yaml"),
    `name: small
seed: 1
data: { dataset: { type: synthetic, kind: spirals }, validation: 0.2 }
architecture: [{ type: linear, out_features: 16 }, tanh, { type: dropout, p: 0.1 }, { type: linear, out_features: 2 }]
optimizer: { type: adam, lr: 0.01 }
training: { epochs: 40, batch_size: 32, checkpoint: { every_epochs: 1, keep: 3 } }
`,
  );
  return "small.yaml";
}

/** The hash of the weights that the one training of this spec in a folder has ended with; undefined where there is none. */
export function weightsIn(folder: string): string | undefined {
  const experiment = join(folder, "results", "small");
  const [run] = existsSync(experiment) ? readdirSync(experiment) : [];
  return run && JSON.parse(readFileSync(join(experiment, run, "run.json"), "utf8")).hashes.final_weights;
}
