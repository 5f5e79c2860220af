import { runsOf } from "../../kernels/run.ts";
import type { Case } from "../case.ts";
import { guardOn } from "./losses.ts";

/** Blocks are padded to whole vectors, as an optimizer's are. */
const padded = (size: number): number => Math.ceil(size / 16) * 16;

export const muonCases: readonly Case[] = [
  [3, 5],
  [70, 66],
].map(([rows = 0, columns = 0]) => ({
  title: `Muon's parts for ${rows} × ${columns}`,
  batch: 1,
  build: (emitter, input, output) => {
    const size = padded(rows * columns);
    const fill = (i: number) => (i < rows * columns ? ((i * 31) % 63) / 31 - 1 : 0);
    const gradient = input("gradient", [size], fill);
    const momentum_buffer = input("buffer", [size], (i) => fill(i + 1));
    const momentum = 0.9;
    for (const nesterov of [0, 1]) {
      const direction = output(`direction ${nesterov}`, [size]);
      emitter.emit("muon_direction", { gradient, momentum_buffer, direction, size, momentum, nesterov });
    }
    const count = runsOf({ size });
    const sums = input("sums", [count], (i) => i + 2, "f64");
    for (const eps of [1e-7, 1e4]) {
      emitter.emit("normalize", { x: gradient, sums, y: output(`normal ${eps}`, [size]), size, count, eps });
    }
    // The Gram matrix of the rows and that of the columns, and their product with the matrix itself.
    const a = input("matrix", [size], fill);
    const wide = { m: rows, n: rows, k: columns, a_row: columns, a_step: 1, b_row: 1, b_column: columns };
    emitter.emit("matmul", { a, b: a, c: output("gram", [padded(rows * rows)], () => 0), ...wide });
    const gram = output("gram of columns", [padded(columns * columns)], () => 0);
    const tall = { m: columns, n: columns, k: rows, a_row: 1, a_step: columns, b_row: columns, b_column: 1 };
    emitter.emit("matmul", { a, b: a, c: gram, ...tall });
    const right = { m: rows, n: columns, k: columns, a_row: columns, a_step: 1, b_row: columns, b_column: 1 };
    emitter.emit("matmul", { a, b: gram, c: output("product", [size], () => 0), ...right });
    const square = output("square", [padded(columns * columns)], fill);
    const polynomial = { rows: columns, size: padded(columns * columns), a: 3.4445, b: -4.775, c: 2.0315 };
    emitter.emit("newton_schulz", { gram, square, ...polynomial });
    emitter.emit("muon", {
      ...{ value: output("muon", [size], fill), momentum_buffer: output("new buffer", [size], fill), gradient, size },
      ...{ direction: a, guard: input(...guardOn), scalars: input("scalars", [1], () => 0.01), momentum },
      ...{ scale: 1.5, weight_decay: 0.1 },
    });
  },
}));
