import { defineKernel } from "../kernel.ts";

/** Number of the example that becomes sample s of the batch. */
const exampleOf = (i32: Int32Array, { order, cursor }: { order: number; cursor: number }, s: number): number =>
  i32[order / 4 + (i32[cursor / 4] as number) + s] as number;

/** x[s] = values[order[cursor + s]] · scale + shift (u8 → f32); affine [scale, shift], `size` values an example. */
export const gather_u8 = defineKernel({
  fields: { values: "read", order: "read", cursor: "read", affine: "read", x: "write", size: "i32" },
  axis: "sample",
  touched: { values: ({ size, batch }) => size * batch, order: ({ batch }) => 4 * batch },
  reference: ({ f32, i32, u8 }, g) => {
    const [scale, shift] = [f32[g.affine / 4] as number, f32[g.affine / 4 + 1] as number];
    for (let s = 0; s < g.batch; s++) {
      const from = g.values + exampleOf(i32, g, s) * g.size;
      for (let i = 0; i < g.size; i++)
        f32[g.x / 4 + s * g.size + i] = Math.fround((u8[from + i] as number) * scale) + shift;
    }
  },
});

/** x[s][i] = values[order[cursor + s]][i] · affine[0][i] + affine[1][i]; affine [2, size]: scales, then shifts. */
const byFeature = (bytes: 1 | 4) =>
  defineKernel({
    fields: { values: "read", order: "read", cursor: "read", affine: "read", x: "write", size: "i32" },
    axis: "sample",
    touched: { values: ({ size, batch }) => bytes * size * batch, order: ({ batch }) => 4 * batch },
    reference: ({ f32, i32, u8 }, g) => {
      const values = bytes === 1 ? u8 : f32;
      for (let s = 0; s < g.batch; s++) {
        const from = g.values / bytes + exampleOf(i32, g, s) * g.size;
        for (let i = 0; i < g.size; i++) {
          const scaled = Math.fround((values[from + i] as number) * (f32[g.affine / 4 + i] as number));
          f32[g.x / 4 + s * g.size + i] = scaled + (f32[g.affine / 4 + g.size + i] as number);
        }
      }
    },
  });

/** Of f32, each feature with a scale and a shift of its own. */
export const gather_f32 = byFeature(4);
/** Of bytes, each with a scale and a shift of its own. */
export const gather_u8_features = byFeature(1);

/** y[s] = values[order[cursor + s]] (u8 → i32): the class of each sample. */
export const gather_labels = defineKernel({
  fields: { values: "read", order: "read", cursor: "read", y: "write" },
  axis: "sample",
  touched: { values: ({ batch }) => batch, order: ({ batch }) => 4 * batch },
  reference: ({ i32, u8 }, g) => {
    for (let s = 0; s < g.batch; s++) i32[g.y / 4 + s] = u8[g.values + exampleOf(i32, g, s)] as number;
  },
});

/** y[s] = values[order[cursor + s]], `size` words of four bytes an example: i32 classes, f32 targets. */
export const gather_words = defineKernel({
  fields: { values: "read", order: "read", cursor: "read", y: "write", size: "i32" },
  axis: "sample",
  touched: { values: ({ size, batch }) => 4 * size * batch, order: ({ batch }) => 4 * batch },
  reference: ({ i32 }, g) => {
    for (let s = 0; s < g.batch; s++) {
      const from = g.values / 4 + exampleOf(i32, g, s) * g.size;
      for (let i = 0; i < g.size; i++) i32[g.y / 4 + s * g.size + i] = i32[from + i] as number;
    }
  },
});
