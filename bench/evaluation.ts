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
      const engines = [createEngine({ threads: 2 }), createEngine({ threads: 2 })] as const;
      const { batch, step } = createRepeatedStep(prepare(loadSpec(file)), engines[0]);
      const repeated = createRepeatedTest(prepare(loadSpec(file)), engines[1]);
      if (!repeated) throw new Error(`[bench] ${name} has no test split`);
      await repeated.test(); // compiles the kernels for good
      const rates: { trained: number; tested: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        const trained = batch / (secondsACall(step, 1, 0.2)[0] as number);
        const start = performance.now();
        await repeated.test();
        rates.push({ trained, tested: (1000 * repeated.count) / (performance.now() - start) });
      }
      await Promise.all(engines.map((engine) => engine.close()));
      const tested = spreadOf(rates.map((rate) => rate.tested)).median;
      const ratio = spreadOf(rates.map((rate) => rate.tested / rate.trained)).median;
      rows.push([name, (repeated.count / tested).toFixed(3), count(tested), ratio.toFixed(1)]);
    }
    const notes = [
      `${rounds} rounds of both in turn, medians; 2 threads, fused: gather, forward pass, loss and accuracy of 10,000 images, 200 at a ` +
        "time. Of training's: samples a second by those of training steps.",
    ];
    return [{ title: "Evaluation", head: ["net", "seconds", "samples/s", "of training's"], rows, notes }];
  },
};
