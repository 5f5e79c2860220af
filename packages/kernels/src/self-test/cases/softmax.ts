import type { Case } from "../case.ts";

/** [batch, rows, size] */
export const softmaxCases: readonly Case[] = [
  [1, 1, 1],
  [5, 3, 2],
  [3, 2, 4],
  [4, 5, 10],
  [2, 1, 131],
].map(([batch = 1, rows = 1, size = 1]) => ({
  title: `softmax forward and backward, batch ${batch}, ${rows} rows of ${size}`,
  batch,
  build: (emitter, input, output) => {
    const shape = [batch, rows, size];
    const y = output("y", shape);
    // Up to 200 apart: an exponential of a difference alone stays finite.
    emitter.emit("softmax", { x: input("x", shape, (i) => ((i * 37) % 101) * 2 - 100), y, rows, size });
    emitter.emit("softmax_backward", { dy: input("dy", shape), y, dx: output("dx", shape), rows, size });
    const gentle = output("gentle", shape);
    emitter.emit("softmax", { x: input("gentle x", shape), y: gentle, rows, size });
    emitter.emit("softmax_backward", {
      dy: input("other dy", shape),
      y: gentle,
      dx: output("gentle dx", shape),
      rows,
      size,
    });
  },
  tolerance: 1e-6,
}));
