import { defineKernel } from "../kernel.ts";
import { lines } from "./conv2d.ts";

// The matrices of F(4×4, 3×3): interpolation at 0, ±a, ±b and infinity (Lavin and Gray 2016, section 4.3, have a = 1, b = 2).
const [a, b] = [3 / 4, 3 / 2];
const [a2, b2] = [a * a, b * b];
const [near, far] = [2 * a2 * (a2 - b2), 2 * b2 * (b2 - a2)]; // Π (p − q) over the other points q of p = a and p = b
const BT = [
  [a2 * b2, 0, -(a2 + b2), 0, 1, 0],
  [0, -a * b2, -b2, a, 1, 0],
  [0, a * b2, -b2, -a, 1, 0],
  [0, -b * a2, -a2, b, 1, 0],
  [0, b * a2, -a2, -b, 1, 0],
  [0, a2 * b2, 0, -(a2 + b2), 0, 1],
];
const G = [
  [1 / (a2 * b2), 0, 0],
  [1 / near, a / near, a2 / near],
  [1 / near, -a / near, a2 / near],
  [1 / far, b / far, b2 / far],
  [1 / far, -b / far, b2 / far],
  [0, 0, 1],
];
const AT = [
  [1, 1, 1, 1, 1, 0],
  [0, a, -a, b, -b, 0],
  [0, a2, a2, b2, b2, 0],
  [0, a * a2, -a * a2, b * b2, -b * b2, 1],
];

type Matrix = readonly (readonly number[])[];

const at = (matrix: Matrix, i: number, j: number): number => (matrix[i] as readonly number[])[j] as number;

/** left · middle · leftᵀ; with Bᵀ, G or Aᵀ on the left, or the transpose of G or Aᵀ on the way back. */
const sandwich = (left: Matrix, middle: Matrix): number[][] =>
  left.map((_, i) =>
    left.map((_row, j) => {
      let sum = 0;
      for (let k = 0; k < middle.length; k++)
        for (let l = 0; l < middle.length; l++) sum += at(left, i, k) * at(middle, k, l) * at(left, j, l);
      return sum;
    }),
  );

/** size × size numbers of a function of (row, column). */
const matrix = (size: number, value: (i: number, j: number) => number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_column, j) => value(i, j)));

/**
 * Weights of a 3×3 convolution, G g Gᵀ, as [position 0 … 35][⌈out/8⌉][in][8]: element (tap, in, out) lies at
 * tap · tap_stride + in · in_stride + out · out_stride; `flipped` turns the kernel by 180°.
 */
export const winograd_weight = defineKernel({
  fields: {
    x: "read",
    y: "write",
    channels: "i32",
    out_channels: "i32",
    tap_stride: "i32",
    in_stride: "i32",
    out_stride: "i32",
    flipped: "i32",
  },
  axis: "tile",
  units: ({ channels }) => channels,
  work: ({ out_channels }) => 80 * out_channels,
  scratch: () => 288 + 576,
  reference: ({ f32 }, g) => {
    const panels = Math.ceil(g.out_channels / 8);
    for (let c = 0; c < g.channels; c++) {
      for (let o = 0; o < panels * 8; o++) {
        const kernel = matrix(3, (i, j) => {
          const tap = g.flipped ? 8 - (3 * i + j) : 3 * i + j;
          const from = g.x / 4 + tap * g.tap_stride + c * g.in_stride + o * g.out_stride;
          return o < g.out_channels ? (f32[from] as number) : 0;
        });
        sandwich(G, kernel)
          .flat()
          .forEach((value, position) => {
            f32[g.y / 4 + ((position * panels + Math.floor(o / 8)) * g.channels + c) * 8 + (o % 8)] = value;
          });
      }
    }
  },
});

/** The extents of a 3×3 convolution of stride 1. */
const EXTENTS = {
  height: "i32",
  width: "i32",
  channels: "i32",
  out_height: "i32",
  out_width: "i32",
  out_channels: "i32",
  pad_top: "i32",
  pad_left: "i32",
} as const;

/** 3×3 convolution of stride 1 with weights from winograd_weight; in and out channels are multiples of 4, block of 6. */
export const conv2d_winograd = defineKernel({
  fields: {
    x: "read",
    w: "read",
    bias: "read?",
    y: "write",
    ...EXTENTS,
    block: "i32",
  },
  axis: "sample",
  // Those of the plain convolution, so that speeds can be compared.
  flops: (g) => 18 * g.out_height * g.out_width * g.out_channels * g.channels * g.batch,
  scratch: (g) => {
    const row = g.channels * 4;
    const outRow = Math.ceil(g.out_channels / 8) * 32;
    return (
      lines(g.out_channels * 4) +
      lines(36 * (g.block * row + 64)) +
      lines(36 * (g.block * outRow + 64)) +
      lines(36 * row) +
      1152
    );
  },
  reference: ({ f32 }, g) => {
    const panels = Math.ceil(g.out_channels / 8);
    const input = (s: number, row: number, column: number, c: number): number =>
      row < 0 || column < 0 || row >= g.height || column >= g.width
        ? 0
        : (f32[g.x / 4 + ((s * g.height + row) * g.width + column) * g.channels + c] as number);
    for (let s = 0; s < g.batch; s++) {
      for (let top = 0; top < g.out_height; top += 4) {
        for (let left = 0; left < g.out_width; left += 4) {
          const tiles = Array.from({ length: g.channels }, (_, c) =>
            sandwich(
              BT,
              matrix(6, (i, j) => input(s, top + i - g.pad_top, left + j - g.pad_left, c)),
            ),
          );
          for (let o = 0; o < g.out_channels; o++) {
            const products = matrix(6, (i, j) => {
              const from = g.w / 4 + ((6 * i + j) * panels + Math.floor(o / 8)) * g.channels * 8 + (o % 8);
              return tiles.reduce((sum, tile, c) => sum + at(tile, i, j) * (f32[from + 8 * c] as number), 0);
            });
            const bias = g.bias ? (f32[g.bias / 4 + o] as number) : 0;
            sandwich(AT, products).forEach((values, i) => {
              values.forEach((value, j) => {
                if (top + i >= g.out_height || left + j >= g.out_width) return;
                const to = ((s * g.out_height + top + i) * g.out_width + left + j) * g.out_channels + o;
                f32[g.y / 4 + to] = value + bias;
              });
            });
          }
        }
      }
    }
  },
});

const transpose = (of: Matrix): number[][] =>
  (of[0] as readonly number[]).map((_, j) => of.map((_row, i) => at(of, i, j)));

/**
 * dW of a 3×3 convolution of stride 1, one sum a chunk of `chunk` samples: partial [chunks][⌈out/8⌉][9 · in rounded up to
 * 6][8], bias_partial [chunks][⌈out/8⌉ · 8] = Σ dy. In and out channels are multiples of 4; `block` tiles at a time.
 */
export const conv2d_winograd_weight = defineKernel({
  fields: {
    x: "read",
    dy: "read",
    partial: "write",
    bias_partial: "write?",
    ...EXTENTS,
    batch: "i32",
    chunk: "i32",
    block: "i32",
  },
  axis: "tile",
  units: ({ batch, chunk }) => Math.ceil(batch / chunk),
  work: (g) => 18 * g.out_height * g.out_width * g.out_channels * g.channels * g.chunk,
  flops: (g) => 18 * g.out_height * g.out_width * g.out_channels * g.channels * g.batch,
  scratch: (g) => {
    const [row, outRow] = [g.channels * 4, Math.ceil(g.out_channels / 8) * 32];
    const tiles = lines(36 * (g.block * row + 64) + 64) + lines(36 * (g.block * outRow + 64));
    const sums = lines(36 * Math.ceil(g.channels / 6) * 6 * outRow);
    return 64 + tiles + sums + lines(36 * Math.max(row, g.out_channels * 4)) + 1152;
  },
  reference: ({ f32 }, g) => {
    const panels = Math.ceil(g.out_channels / 8);
    const depth6 = Math.ceil((9 * g.channels) / 6) * 6;
    const pixel =
      (from: number, height: number, width: number, depth: number) =>
      (s: number, row: number, column: number, c: number): number =>
        row < 0 || column < 0 || row >= height || column >= width
          ? 0
          : (f32[from / 4 + ((s * height + row) * width + column) * depth + c] as number);
    const input = pixel(g.x, g.height, g.width, g.channels);
    const gradient = pixel(g.dy, g.out_height, g.out_width, g.out_channels);
    for (let first = 0; first < g.batch; first += g.chunk) {
      const chunk = first / g.chunk;
      for (let o = 0; o < g.out_channels; o++) {
        const panel = chunk * panels + Math.floor(o / 8);
        const sums = Array.from({ length: g.channels }, () => matrix(6, () => 0));
        let bias = 0;
        for (let s = first; s < Math.min(first + g.chunk, g.batch); s++) {
          for (let top = 0; top < g.out_height; top += 4) {
            for (let left = 0; left < g.out_width; left += 4) {
              const dy = matrix(4, (i, j) => gradient(s, top + i, left + j, o));
              bias += dy.flat().reduce((sum, value) => sum + value, 0);
              const Y = sandwich(transpose(AT), dy);
              sums.forEach((sum, c) => {
                const V = sandwich(
                  BT,
                  matrix(6, (i, j) => input(s, top + i - g.pad_top, left + j - g.pad_left, c)),
                );
                for (const [i, row] of sum.entries())
                  for (const j of row.keys()) row[j] = (row[j] as number) + at(V, i, j) * at(Y, i, j);
              });
            }
          }
        }
        sums.forEach((sum, c) => {
          sandwich(transpose(G), sum)
            .flat()
            .forEach((value, tap) => {
              f32[g.partial / 4 + (panel * depth6 + tap * g.channels + c) * 8 + (o % 8)] = value;
            });
        });
        if (g.bias_partial) f32[g.bias_partial / 4 + panel * 8 + (o % 8)] = bias;
      }
    }
  },
});
