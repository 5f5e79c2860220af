import type { Emitter } from "../../emitter.ts";
import type { Case, Make } from "../case.ts";

export const elementwiseCases: readonly Case[] = [1, 3, 4, 17, 128].flatMap((size) =>
  [1, 5, 33].map((batch) => ({
    title: `activations and sums, batch ${batch} of ${size}`,
    batch,
    build: (emitter: Emitter, input: Make, output: Make) => {
      const x = input("x", [batch, size], (i) => ((i * 37) % 101) / 10 - 5);
      const dy = input("dy", [batch, size]);
      for (const kind of ["relu", "sigmoid", "tanh"] as const) {
        const y = output(kind, [batch, size]);
        emitter.emit(kind, { x, y, size });
        emitter.emit(`${kind}_backward`, { a: dy, b: y, y: output(`${kind} gradient`, [batch, size]), size });
      }
      emitter.emit("add", { a: x, b: dy, y: output("sum", [batch, size]), size });
      const wide = output("slices", [batch, size + 3]);
      const slice = { rows: 1, size, x_stride: size, x_offset: 0, y_stride: size + 3, y_offset: 2 };
      emitter.emit("copy_slice", { x, y: wide, ...slice });
    },
  })),
);
