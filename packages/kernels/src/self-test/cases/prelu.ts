import type { Case } from "../case.ts";

/** [batch, pixels, channels] */
const shapes: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [5, 1, 7],
  [3, 9, 4],
  [17, 5, 22],
];

export const preluCases: readonly Case[] = shapes.flatMap(([batch, rows, channels]) =>
  [0, 1].map((shared) => ({
    title: `prelu forward and backward, batch ${batch}, ${rows} pixels of ${channels} channels, ${shared ? "one weight" : "one each"}`,
    batch,
    build: (emitter, input, output) => {
      const shape = [batch, rows, channels];
      const width = shared ? 1 : channels;
      const [x, dy, weight] = [input("x", shape), input("dy", shape), input("weight", [width])];
      const size = { rows, channels, shared };
      emitter.emit("prelu", { x, weight, y: output("y", shape), ...size });
      const partial = output("partial", [batch, width], undefined, "f64");
      emitter.emit("prelu_backward", { dy, x, weight, dx: output("dx", shape), partial, ...size });
      emitter.emit("prelu_finalize", { partial, dweight: output("dweight", [width]), samples: batch, width });
      const alone = output("partial alone", [batch, width], undefined, "f64");
      emitter.emit("prelu_backward", { dy, x, weight, partial: alone, ...size });
    },
  })),
);
