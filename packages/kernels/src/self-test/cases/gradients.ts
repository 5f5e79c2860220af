import type { Case } from "../case.ts";
import { guardOn } from "./losses.ts";

export const gradientCases: readonly Case[] = [16, 4096, 10000].map((size) => ({
  title: `gradients of ${size}: averaged, clipped, and an average of the values`,
  batch: 1,
  build: (emitter, input, output) => {
    const gradient = (i: number) => ((i * 31) % 63) / 31 - 1;
    const x = input("x", [size], gradient);
    const pair = (name: string, values: readonly number[]) => input(name, [2], (i) => values[i] as number);
    const counted = pair("counted", [0.25, 0.75]);
    const alone = pair("alone", [0, 1]);
    emitter.emit("accumulate", { x, y: output("sum", [size], (i) => i % 7), scalars: counted, size });
    emitter.emit("accumulate", { x, y: output("first", [size], () => Number.POSITIVE_INFINITY), scalars: alone, size });
    const guard = input(...guardOn);
    emitter.emit("ema", { value: x, average: output("average", [size], (i) => i % 5), scalars: counted, guard, size });
    emitter.emit("ema", { value: x, average: output("copy", [size], () => Number.NaN), scalars: alone, guard, size });
    const count = Math.ceil(size / 4096);
    const sums = output("sums", [count], undefined, "f64");
    emitter.emit("square_sums", { x, sums, size });
    for (const max_norm of [0.5, 1e6]) {
      const factor = output(`factor ${max_norm}`, [1]);
      emitter.emit("clip_factor", { sums, factor, count, max_norm });
      emitter.emit("scale_by", { x: output(`scaled ${max_norm}`, [size], gradient), factor, size });
    }
    emitter.emit("clamp", { x: output("clamped", [size], gradient), size, limit: 0.25 });
  },
}));
