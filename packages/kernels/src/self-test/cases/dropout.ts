import type { Case } from "../case.ts";

const scalar = (value: number) => () => value;

const rows: readonly Case[] = [1, 15, 16, 50].map((size) => ({
  title: `dropout, samples of ${size}`,
  batch: 21,
  build: (emitter, input, output) => {
    const key = input("key", [2], (i) => -77 * (i + 1), "i32");
    const step = input("step", [1], scalar(3), "i32");
    for (const p of [0, 0.25, 0.9, 1]) {
      emitter.emit("dropout", { x: input(`x ${p}`, [21, size]), y: output(`y ${p}`, [21, size]), key, step, p });
    }
  },
  tolerance: 1e-7,
}));

/** [pixels, channels] */
const images: readonly Case[] = [
  [1, 1],
  [6, 3],
  [4, 16],
  [9, 37],
].map(([pixels = 1, channels = 1]) => ({
  title: `dropout2d, ${pixels} pixels of ${channels} channels`,
  batch: 21,
  build: (emitter, input, output) => {
    const key = input("key", [2], (i) => -77 * (i + 1), "i32");
    const step = input("step", [1], scalar(3), "i32");
    const shape = [21, pixels, channels];
    for (const p of [0, 0.25, 0.9, 1]) {
      emitter.emit("dropout2d", { x: input(`x ${p}`, shape), y: output(`y ${p}`, shape), key, step, p });
    }
  },
  tolerance: 2e-7,
}));

export const dropoutCases: readonly Case[] = [...rows, ...images];
