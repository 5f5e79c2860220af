import type { Case } from "../case.ts";
import { emitPooledNet, pooledNets } from "../pooled-net.ts";

// [batch, height, width, in, out, kernel height, kernel width, stride, padding]
export const convCases: readonly Case[] = [
  [1, 1, 1, 1, 1, 1, 1, 1, 0],
  [2, 5, 7, 3, 5, 3, 3, 1, 1],
  [3, 7, 5, 2, 8, 3, 2, 1, 0],
  [17, 6, 6, 1, 4, 5, 5, 1, 2],
  [3, 9, 14, 1, 24, 3, 3, 1, 1], // one channel, 3×3: a row is not a multiple of six
  [2, 8, 8, 1, 9, 3, 3, 1, 0],
  [2, 11, 9, 4, 11, 3, 3, 2, 1],
  [2, 8, 8, 3, 16, 2, 2, 2, 0],
  [1, 10, 10, 2, 3, 4, 4, 3, 1],
  [2, 7, 7, 60, 9, 3, 3, 1, 1], // depth 540: more than one block
  [2, 9, 7, 8, 12, 3, 3, 1, 1], // Winograd: tiles cut off below and to the right
  [3, 12, 8, 16, 8, 3, 3, 1, 0],
  [1, 5, 6, 12, 20, 3, 3, 1, 2],
  [5, 4, 4, 36, 40, 3, 3, 1, 1], // blocks of tiles that span samples
  [1, 26, 24, 2, 8, 3, 3, 1, 1], // 624 pixels: more than one block backward
  [2, 7, 7, 16, 24, 1, 1, 1, 0], // one tap: panels in pairs and a single one
  [2, 5, 5, 520, 17, 1, 1, 1, 0], // more than one block of depth
  [2, 9, 7, 8, 20, 2, 2, 1, 0], // pairs of panels, four consecutive depths at a time
  [2, 9, 7, 140, 17, 2, 2, 1, 0],
  [2, 13, 9, 24, 20, 3, 3, 2, 1], // with a stride: classes of pixels, panels in pairs
  [1, 9, 9, 17, 9, 3, 3, 2, 1],
  [1, 15, 15, 16, 132, 2, 2, 2, 0],
  [1, 13, 13, 16, 140, 4, 4, 2, 1], // a class with more than one block of depth
  [17, 6, 6, 8, 17, 2, 2, 1, 0], // chunks of two samples: sums that go on
  [1, 26, 24, 2, 17, 3, 3, 1, 1],
].flatMap((sizes) => {
  const [B, H, W, C, O, kh, kw, s, p] = sizes as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const oh = Math.floor((H + 2 * p - kh) / s) + 1;
  const ow = Math.floor((W + 2 * p - kw) / s) + 1;
  const title = `${B}×${H}×${W}×${C} → ${O}, kernel ${kh}×${kw}, stride ${s}, padding ${p}`;
  const geometry = { stride_y: s, stride_x: s, pad_top: p, pad_left: p };
  // Winograd's intermediate values are larger than its results.
  const tolerance = kh === 3 && kw === 3 && s === 1 && Math.min(C, O) >= 8 ? 1e-4 : 1e-5;
  return [
    {
      title: `conv2d forward ${title}`,
      tolerance,
      batch: B,
      build: (emitter, input, output) =>
        emitter.emit("conv2d", {
          x: input("x", [B, H, W, C]),
          weight: input("weight", [kh, kw, C, O]),
          bias: O % 2 ? input("bias", [O]) : undefined,
          y: output("y", [B, oh, ow, O]),
          ...geometry,
        }),
    },
    {
      title: `conv2d backward ${title}`,
      tolerance,
      batch: B,
      build: (emitter, input, output) =>
        emitter.emit("conv2d_backward", {
          x: input("x", [B, H, W, C]),
          dy: input("dy", [B, oh, ow, O]),
          weight: input("weight", [kh, kw, C, O]),
          dweight: output("dweight", [kh, kw, C, O]),
          dbias: O % 2 ? output("dbias", [O]) : undefined,
          dx: output("dx", [B, H, W, C]),
          ...geometry,
        }),
    },
  ] satisfies Case[];
});

export const pooledCases: readonly Case[] = pooledNets.map(([title, net]) => ({
  title: `convolution, pool and their gradients, ${title}`,
  tolerance: 3e-5,
  batch: net.batch,
  build: (emitter, input, output) => emitPooledNet(emitter, net, input, output),
}));
