import type { Case } from "../case.ts";

export const gemmCases: readonly Case[] = [
  [1, 1, 1],
  [1, 8, 3],
  [5, 7, 11],
  [6, 8, 64],
  [13, 17, 19],
  [49, 23, 5],
  [64, 10, 128],
  [97, 33, 1031],
  [13, 9, 1024], // steps of 4 KB: the weight gradient copies its rows
  [50, 17, 2048],
].flatMap(([m, n, k]) => [
  {
    title: `linear forward, batch ${m}, ${k} → ${n}`,
    batch: m as number,
    tolerance: 1e-5 * Math.max(1, (k as number) / 256),
    build: (emitter, input, output) => {
      const [M, N, K] = [m, n, k] as [number, number, number];
      const bias = M % 2 ? input("bias", [N]) : undefined;
      emitter.emit("linear", { x: input("x", [M, K]), weight: input("weight", [K, N]), bias, y: output("y", [M, N]) });
    },
  },
  {
    title: `linear backward, batch ${m}, ${k} → ${n}`,
    batch: m as number,
    build: (emitter, input, output) => {
      const [M, N, K] = [m, n, k] as [number, number, number];
      emitter.emit("linear_backward", {
        x: input("x", [M, K]),
        dy: input("dy", [M, N]),
        weight: input("weight", [K, N]),
        dweight: output("dweight", [K, N]),
        dbias: M % 2 ? output("dbias", [N]) : undefined,
        dx: N % 2 ? output("dx", [M, K]) : undefined,
      });
    },
  },
]);
