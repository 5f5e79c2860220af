import { defineKernel } from "../kernel.ts";

/**
 * x[s] = images[order[cursor + s]] · scale + shift (u8 → f32), targets[s] = its label; without x the labels alone; `size`
 * elements an image.
 */
export const gather = defineKernel({
  fields: {
    images: "read",
    labels: "read",
    order: "read",
    cursor: "read",
    x: "write?",
    targets: "write",
    size: "i32",
    scale: "f32",
    shift: "f32",
  },
  axis: "sample",
  touched: {
    images: ({ x, size, batch }) => (x ? size * batch : 0),
    labels: ({ batch }) => batch,
    order: ({ batch }) => 4 * batch,
  },
  twin: ({ f32, i32, u8 }, { images, labels, order, cursor, x, targets, size, scale, shift, batch }) => {
    for (let s = 0; s < batch; s++) {
      const example = i32[order / 4 + (i32[cursor / 4] as number) + s] as number;
      i32[targets / 4 + s] = u8[labels + example] as number;
      for (let i = 0; x && i < size; i++) {
        f32[x / 4 + s * size + i] = Math.fround((u8[images + example * size + i] as number) * scale) + shift;
      }
    }
  },
});
