import type { Case } from "../case.ts";

/** [batch, height, width, channels, output height, output width] */
const sizes: readonly (readonly [number, number, number, number, number, number])[] = [
  [1, 1, 1, 1, 1, 1],
  [17, 7, 7, 64, 1, 1],
  [2, 6, 4, 20, 3, 2], // windows side by side
  [3, 7, 5, 19, 3, 4], // windows that overlap
  [2, 2, 3, 5, 5, 3], // more windows than pixels
];

export const adaptivePoolCases: readonly Case[] = sizes.map(([B, height, width, channels, out_height, out_width]) => ({
  title: `adaptive_avg_pool2d forward and backward ${B}×${height}×${width}×${channels} → ${out_height}×${out_width}`,
  batch: B,
  build: (emitter, input, output) => {
    const size = { height, width, channels, out_height, out_width };
    const [large, small] = [
      [B, height, width, channels],
      [B, out_height, out_width, channels],
    ] as const;
    emitter.emit("adaptive_avg_pool2d", { x: input("x", large), y: output("y", small), ...size });
    emitter.emit("adaptive_avg_pool2d_backward", { x: input("dy", small), y: output("dx", large), ...size });
  },
}));
