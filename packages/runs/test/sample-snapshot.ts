import { chainOf, hashOfMetrics, hashOfValues } from "@assay/training/chain";
import type { ChainLink, EpochRecord, Snapshot } from "@assay/training/events";

/** An epoch of a training that only pretends. */
export const epochRecord = (epoch: number, accuracy = 0.5 + epoch / 100): EpochRecord => ({
  ...{ epoch, step: epoch * 10, lr: 0.1, seconds: epoch, samples_per_second: 1000 },
  train: { loss: 1 / epoch, accuracy: 0.5 },
  validation: { loss: 2 / epoch, accuracy },
});

const weights = (epoch: number) => Float32Array.of(1, 2, 3, 4, 5, epoch);

/** The links of so many epochs. */
export function chain(epochs: number): ChainLink[] {
  const links: ChainLink[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const tensors = { "0.weight": hashOfValues(weights(epoch)) };
    const link = { epoch, order: "0".repeat(16), metrics: hashOfMetrics(epochRecord(epoch)), tensors };
    links.push({ ...link, chain: chainOf(link, links.at(-1)) });
  }
  return links;
}

/** Its state after so many epochs and so many steps of the next one. */
export const snapshotAfter = (epochs: number, steps = 0): Snapshot => ({
  position: { epoch: epochs + 1, start: steps * 64, draw: epochs * 10 + steps, update: epochs * 10 + steps },
  initial_weights: "1".repeat(64),
  ...{ seconds: epochs, examples: epochs * 640, elapsed: epochs + 0.5 },
  before: { seconds: epochs, examples: epochs * 640 },
  records: Array.from({ length: epochs }, (_, i) => epochRecord(i + 1)),
  links: chain(epochs),
  tensors: [
    { name: "0.weight", shape: [2, 3], values: weights(epochs) },
    { name: "optimizer.velocity.0.weight", shape: [2, 3], values: new Float32Array(6).fill(steps) },
    { name: "totals.loss", shape: [3], values: Float64Array.of(Math.PI, steps * 64, 0) },
  ],
});
