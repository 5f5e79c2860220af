import { fileURLToPath } from "node:url";
import { ASSAY, runNode } from "./child.ts";
import type { Section } from "./section.ts";
import { spreadOf } from "./spread.ts";

const SPEC = fileURLToPath(new URL("../experiments/cnn-adam.yaml", import.meta.url));
const FIRST_STEP = fileURLToPath(new URL("first-step.ts", import.meta.url));

const CASES: readonly (readonly [string, ...string[]])[] = [
  ["Node itself, with an empty script", "--eval", ""],
  ["assay validate", ASSAY, "validate", SPEC],
  ["assay summary", ASSAY, "summary", SPEC],
  ["a training to the end of its first step", FIRST_STEP, SPEC],
];

/** How long a command takes that has next to nothing to do. */
export const startup: Section = {
  about: "seconds from a process's start to the end of validate, of summary, and of a training's first step",
  when: "always",
  async run({ quick, say }) {
    const rounds = quick ? 3 : 9;
    const rows: string[][] = [];
    for (const [name, ...args] of CASES) {
      say(name);
      await runNode(...args); // fills the caches of files and compiled code
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push((await runNode(...args)).seconds);
      const { least, median, most } = spreadOf(times);
      rows.push([name, ...[least, median, most].map((seconds) => `${(seconds * 1000).toFixed(0)} ms`)]);
    }
    const notes = [
      `experiments/cnn-adam.yaml, ${rounds} processes each after one that is not counted, from spawn to exit. The first ` +
        "step comes after reading MNIST and checking its checksums, starting the threads and compiling the kernels.",
    ];
    return [{ title: "Start-up", head: ["what", "best", "median", "worst"], rows, notes }];
  },
};
