import type { Case } from "../case.ts";

/** One number for both axes, or one each. */
type Axes = number | readonly [number, number];

/** [batch, height, width, in, out, kernel height, kernel width, groups, stride, padding, dilation] */
type Sizes = readonly [number, number, number, number, number, number, number, number, Axes, Axes, Axes];

const both = (value: Axes): readonly [number, number] => (typeof value === "number" ? [value, value] : value);

const sizes: readonly Sizes[] = [
  // Dilation alone.
  [2, 9, 7, 3, 5, 3, 3, 1, 1, 2, 2],
  [1, 8, 11, 4, 9, 3, 2, 1, 2, 1, 3],
  // A kernel smaller than its stride: some pixels have no gradient.
  [2, 7, 8, 3, 5, 1, 1, 1, 2, 0, 1],
  [1, 8, 7, 9, 9, 2, 1, 9, 3, 1, 1],
  // More pixels of many channels than the weight gradient takes at a time.
  [2, 9, 9, 128, 17, 1, 1, 1, 1, 0, 1],
  // One tap, over a part of the channels and over an image with a border.
  [2, 5, 6, 16, 24, 1, 1, 2, 1, 0, 1],
  [2, 5, 6, 8, 17, 1, 1, 1, 1, 1, 1],
  // Groups, some with a whole panel of eight output channels, most without.
  [2, 5, 6, 4, 6, 3, 3, 2, 1, 1, 1],
  [17, 4, 4, 6, 24, 1, 1, 3, 1, 0, 1],
  [2, 7, 8, 8, 20, 2, 3, 4, 2, 1, 2],
  // Depthwise: one input channel a group, one or more output channels each.
  [2, 6, 6, 8, 8, 3, 3, 8, 1, 1, 1],
  [3, 7, 9, 5, 5, 3, 3, 5, 2, 1, 1],
  [17, 6, 14, 16, 16, 3, 3, 16, 1, 1, 1],
  [2, 14, 15, 9, 9, 3, 3, 9, 2, 1, 1],
  [1, 11, 10, 3, 3, 5, 4, 3, 3, 2, 1],
  [2, 10, 9, 12, 12, 3, 3, 12, 2, 3, 2],
  [3, 7, 7, 16, 16, 3, 3, 16, 1, 1, 1],
  [17, 5, 11, 9, 9, 3, 3, 9, 1, 1, 1],
  [2, 13, 14, 8, 8, 3, 3, 8, 2, 1, 1],
  [2, 4, 5, 2, 2, 1, 1, 2, 1, 0, 1],
  [1, 3, 3, 1, 1, 2, 2, 1, 1, 3, 1],
  [2, 5, 6, 3, 6, 3, 3, 3, 1, 1, 1],
  [2, 8, 7, 4, 12, 3, 2, 4, 2, 1, 2],
  [1, 6, 6, 5, 20, 2, 2, 5, 2, 0, 1],
  // Axes apart: dense, one channel, by group, depthwise.
  [2, 9, 8, 3, 9, 3, 3, 1, [2, 1], [0, 1], 1],
  [2, 8, 9, 1, 8, 3, 3, 1, [1, 2], 1, 1],
  [3, 11, 7, 8, 8, 3, 3, 1, 1, [2, 1], [2, 1]],
  [1, 7, 12, 4, 5, 2, 3, 1, [3, 2], [2, 0], [1, 2]],
  [2, 8, 9, 6, 6, 3, 2, 2, [1, 3], [1, 2], [2, 3]],
  [2, 9, 10, 8, 8, 3, 3, 8, [2, 1], [1, 0], 1],
  [1, 10, 11, 3, 6, 3, 3, 3, [1, 3], [2, 1], [2, 1]],
  [2, 7, 9, 9, 9, 3, 3, 9, 1, 1, [1, 2]],
];

export const groupedCases: readonly Case[] = sizes.flatMap(
  ([B, H, W, C, O, kh, kw, groups, stride, padding, dilation]) => {
    const [[stride_y, stride_x], [pad_top, pad_left], [dilation_y, dilation_x]] = [stride, padding, dilation].map(
      both,
    ) as [readonly [number, number], readonly [number, number], readonly [number, number]];
    const oh = Math.floor((H + 2 * pad_top - dilation_y * (kh - 1) - 1) / stride_y) + 1;
    const ow = Math.floor((W + 2 * pad_left - dilation_x * (kw - 1) - 1) / stride_x) + 1;
    const options = { stride_y, stride_x, pad_top, pad_left, dilation_y, dilation_x, groups };
    const title = `${B}×${H}×${W}×${C} → ${O} in ${groups} groups, kernel ${kh}×${kw}, stride ${stride}, padding ${padding}, dilation ${dilation}`;
    const weight = [kh, kw, C / groups, O];
    const biased = H % 2 === 0;
    return [
      {
        title: `conv2d forward ${title}`,
        batch: B,
        build: (emitter, input, output) =>
          emitter.emit("conv2d", {
            x: input("x", [B, H, W, C]),
            weight: input("weight", weight),
            bias: biased ? input("bias", [O]) : undefined,
            y: output("y", [B, oh, ow, O]),
            ...options,
          }),
      },
      {
        title: `conv2d backward ${title}`,
        batch: B,
        build: (emitter, input, output) =>
          emitter.emit("conv2d_backward", {
            x: input("x", [B, H, W, C]),
            dy: input("dy", [B, oh, ow, O]),
            weight: input("weight", weight),
            dweight: output("dweight", weight),
            dbias: biased ? output("dbias", [O]) : undefined,
            dx: output("dx", [B, H, W, C]),
            ...options,
          }),
      },
    ] satisfies Case[];
  },
);
