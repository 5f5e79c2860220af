import type { Case } from "../reference-case.ts";

const scalar = (value: number) => () => value;

export const dropoutCases: readonly Case[] = [1, 15, 16, 50].map((size) => ({
  title: `dropout, samples of ${size}`,
  batch: 21,
  build: (emitter, input, output) => {
    const key = input("key", [2], (i) => -77 * (i + 1), "i32");
    const step = input("step", [1], scalar(3), "i32");
    for (const p of [0, 0.25, 0.9]) {
      emitter.emit("dropout", { x: input(`x ${p}`, [21, size]), y: output(`y ${p}`, [21, size]), key, step, p });
    }
  },
  tolerance: 1e-7,
}));
