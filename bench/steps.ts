import { createEngine } from "@assay/kernels";
import { count } from "@assay/runner/terminal";
import { loadSpec, prepare } from "@assay/training";
import { createRepeatedStep, secondsACall } from "@assay/training/timing";
import { nets } from "./nets.ts";
import { peerSteps } from "./peer-steps.ts";
import type { BenchTable, Section } from "./section.ts";
import { spreadOf } from "./spread.ts";

const SETTINGS = [
  [2, "fused"],
  [1, "fused"],
  [2, "strict"],
] as const;

/** Whole training steps of the reference nets: gather, forward, loss, backward, update. */
export const steps: Section = {
  about: "samples a second of whole training steps of the reference nets",
  when: "always",
  run: async (options) => (options.peer ? peerSteps(options) : [await ownSteps(options)]),
};

async function ownSteps({ quick, say }: Parameters<Section["run"]>[0]): Promise<BenchTable> {
  const [rounds, seconds] = quick ? [3, 0.05] : [9, 0.25];
  const rows: string[][] = [];
  for (const { name, file } of nets) {
    for (const [threads, numerics] of SETTINGS) {
      say(`${name}, ${threads} threads, ${numerics}`);
      const engine = createEngine({ threads, numerics });
      const { program, batch, step } = createRepeatedStep(prepare(loadSpec(file)), engine);
      const times = secondsACall(step, rounds, seconds);
      await engine.close();
      const { least, median } = spreadOf(times);
      const gflops = program.flops / least / 1e9;
      rows.push([name, `${threads}`, engine.numerics, count(batch / least), count(batch / median), gflops.toFixed(1)]);
    }
  }
  return {
    title: "Training steps",
    head: ["net", "threads", "numerics", "samples/s, best", "median", "GFLOP/s"],
    rows,
    notes: [
      `Batch 64, ${rounds} rounds. GFLOP/s, at best: the multiply-adds of matrix products and convolutions alone, a ` +
        "convolution counted as if it were computed plainly, and its gradients behind a max-pool, which skip zeros, not at all.",
    ],
  };
}
