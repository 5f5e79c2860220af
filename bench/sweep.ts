import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeYaml } from "@assay/experiment";
import { ASSAY, runNode } from "./child.ts";
import type { Section } from "./section.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const LEARNING_RATES = [0.0003, 0.001, 0.003];

/** A small net on 6,000 examples for one epoch: what a trial costs besides its training weighs most here. */
const sweepOf = (seeds: readonly number[]) => ({
  experiment: {
    name: "bench-sweep",
    data: { dataset: "mnist", validation: 54_000 },
    architecture: ["flatten", { type: "linear", out_features: 32 }, "relu", { type: "linear", out_features: 10 }],
    optimizer: { type: "adam", lr: 0.001 },
    training: { epochs: 1, batch_size: 64 },
  },
  method: "grid",
  metric: { name: "validation.accuracy", goal: "maximize" },
  parameters: { "optimizer.lr": { values: LEARNING_RATES } },
  repeats: { seeds },
});

/** How fast a sweep gets through short trials. */
export const sweep: Section = {
  about: "trials a minute of a sweep over short trainings",
  when: "always",
  run: ({ quick, say }) =>
    inTemporaryFolder(async (folder) => {
      const seeds = quick ? [1] : [1, 2, 3, 4];
      const trials = LEARNING_RATES.length * seeds.length;
      const file = join(folder, "sweep.yaml");
      writeFileSync(file, writeYaml(sweepOf(seeds)));
      say(`${trials} trials`);
      const { seconds } = await runNode(ASSAY, "sweep", file, "--out", join(folder, "results"), "--quiet");
      const row = [`${trials} trials`, seconds.toFixed(1), ((60 * trials) / seconds).toFixed(1)];
      const notes = [
        "784-32-10, one epoch over 6,000 examples, evaluated on 54,000 held out and 10,000 of the test split; the whole " +
          "command, its start included.",
      ];
      return [{ title: "Sweep", head: ["sweep", "seconds", "trials a minute"], rows: [row], notes }];
    }),
};
