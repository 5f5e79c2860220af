import { defineKernel, type Fields } from "../kernel.ts";
import { exp, tanh as tanhOf } from "../math.ts";

const UNARY = { x: "read", y: "write", size: "i32" } as const satisfies Fields;
const BINARY = { a: "read", b: "read", y: "write", size: "i32" } as const satisfies Fields;

/** y = f(x) for each of the `size` elements of a sample. */
const unary = (f: (x: number) => number) =>
  defineKernel({
    fields: UNARY,
    axis: "sample",
    reference: ({ f32 }, { x, y, size, batch }) => {
      for (let i = 0; i < batch * size; i++) f32[y / 4 + i] = f(f32[x / 4 + i] as number);
    },
  });

/** y = f(a, b) for each of the `size` elements of a sample. */
const binary = (f: (a: number, b: number) => number) =>
  defineKernel({
    fields: BINARY,
    axis: "sample",
    reference: ({ f32 }, { a, b, y, size, batch }) => {
      for (let i = 0; i < batch * size; i++) f32[y / 4 + i] = f(f32[a / 4 + i] as number, f32[b / 4 + i] as number);
    },
  });

/** y = a + b */
export const add = binary((a, b) => a + b);
/** y = max(x, 0) */
export const relu = unary((x) => Math.max(x, 0));
/** dx = scale · dy where y > 0, else 0; a is dy, b is y. */
export const relu_backward = defineKernel({
  fields: { ...BINARY, scale: "f32" },
  axis: "sample",
  reference: ({ f32 }, { a, b, y, size, scale, batch }) => {
    for (let i = 0; i < batch * size; i++)
      f32[y / 4 + i] = (f32[b / 4 + i] as number) > 0 ? scale * (f32[a / 4 + i] as number) : 0;
  },
});
export const sigmoid = unary((x) => 1 / (1 + exp(-x)));
/** a: dy, b: y */
export const sigmoid_backward = binary((dy, y) => dy * y * (1 - y));
export const tanh = unary(tanhOf);
/** a: dy, b: y */
export const tanh_backward = binary((dy, y) => dy * (1 - y * y));

/** y[row][y_offset + i] = x[row][x_offset + i] for i < size; `rows` rows a sample. */
export const copy_slice = defineKernel({
  fields: {
    x: "read",
    y: "update",
    rows: "i32",
    size: "i32",
    x_stride: "i32",
    x_offset: "i32",
    y_stride: "i32",
    y_offset: "i32",
  },
  axis: "sample",
  regions: {
    x: ({ rows, size, x_stride, x_offset, batch }) => ({
      ...{ start: x_offset, run: size, stride: x_stride, count: rows * batch },
    }),
    y: ({ rows, size, y_stride, y_offset, batch }) => ({
      ...{ start: y_offset, run: size, stride: y_stride, count: rows * batch },
    }),
  },
  reference: ({ f32 }, { x, y, rows, size, x_stride, x_offset, y_stride, y_offset, batch }) => {
    for (let row = 0; row < batch * rows; row++) {
      for (let i = 0; i < size; i++) {
        f32[y / 4 + row * y_stride + y_offset + i] = f32[x / 4 + row * x_stride + x_offset + i] as number;
      }
    }
  },
});
