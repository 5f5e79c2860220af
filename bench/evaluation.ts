import { createEngine } from "@assay/kernels";
import { count } from "@assay/runner/terminal";
import { loadSpec, prepare } from "@assay/training";
import { createRepeatedStep, createRepeatedTest, secondsACall } from "@assay/training/timing";
import { nets } from "./nets.ts";
import type { Section } from "./section.ts";
import { spreadOf } from "./spread.ts";

/** Each reference net's test of 10,000 images, as a training runs it. */
export const evaluation: Section = {
  about: "each reference net's test of MNIST's 10,000 test images",
  when: "always",
  async run({ quick, say }) {
    const rounds = quick ? 1 : 7;
    const rows: string[][] = [];
    for (const { name, file } of nets) {
      say(name);
      const training = createEngine({ threads: 2 });
      const { batch, step } = createRepeatedStep(prepare(loadSpec(file)), training);
      const trained = batch / spreadOf(secondsACall(step, rounds, 0.2)).median;
      await training.close();
      const testing = createEngine({ threads: 2 });
      const repeated = createRepeatedTest(prepare(loadSpec(file)), testing);
      if (!repeated) throw new Error(`[bench] ${name} has no test split`);
      const seconds: number[] = [];
      for (let round = -2; round < rounds; round++) {
        const start = performance.now();
        await repeated.test();
        if (round >= 0) seconds.push((performance.now() - start) / 1000); // compiled for good by then
      }
      await testing.close();
      const { median } = spreadOf(seconds);
      const tested = repeated.count / median;
      rows.push([name, median.toFixed(3), count(tested), (tested / trained).toFixed(1)]);
    }
    const notes = [
      "2 threads, fused: gather, forward pass, loss and accuracy of 10,000 images, 200 at a time. Of training's: samples a second by those of a training step.",
    ];
    return [{ title: "Evaluation", head: ["net", "seconds", "samples/s", "of training's"], rows, notes }];
  },
};
