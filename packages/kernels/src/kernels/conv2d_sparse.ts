import { defineKernel } from "../kernel.ts";
import { GEOMETRY, lines } from "./conv2d.ts";

/** Floats of a kernel row of one output channel, in whole vectors. */
export const rowOf = (kernelRow: number): number => Math.ceil(kernelRow / 4) * 4;

interface Windows {
  readonly windows_high: number;
  readonly windows_wide: number;
  readonly window_height: number;
  readonly window_width: number;
  readonly out_channels: number;
}

const listBytes = (g: Windows): number => {
  const windows = g.windows_high * g.windows_wide;
  const positions = g.window_height * g.window_width;
  const listed = Math.ceil(g.out_channels / 4) * 4;
  return (
    5 * lines(listed * 4) +
    2 * lines(positions * 4) +
    lines(listed * (windows + 1) * 8) +
    lines(positions * (listed + 1) * 8)
  );
};

/**
 * The gradients of a convolution whose output went through a max-pool of windows that do not overlap: `dy`, `argmax` and
 * `y` are the pool's, [batch, windows_high, windows_wide, out]. The gradient of a window, scale · dy (with `y` only where
 * y > 0), belongs to its argmax, an element of the convolution's output [out_height, out_width, out].
 * w [out][kernel row][row in whole vectors]; partial [chunks][out][kernel row][row in whole vectors] = dW of a chunk of
 * samples; bias_partial [chunks][⌈out/8⌉ · 8].
 */
export const conv2d_backward_sparse = defineKernel({
  fields: {
    x: "read",
    dy: "read",
    argmax: "read",
    y: "read?",
    w: "read?",
    dx: "write?",
    partial: "update",
    bias_partial: "update?",
    ...GEOMETRY,
    windows_high: "i32",
    windows_wide: "i32",
    window_height: "i32",
    window_width: "i32",
    window_stride_y: "i32",
    window_stride_x: "i32",
    chunk: "i32",
    scale: "f32",
  },
  axis: "sample",
  scratch: (g) => {
    const rows = Math.max((g.out_height - 1) * g.stride_y + g.kernel_height, g.height);
    const columns = Math.max((g.out_width - 1) * g.stride_x + g.kernel_width, g.width);
    return listBytes(g) + 2 * lines(rows * columns * g.channels * 4 + 64);
  },
  reference: ({ f32, i32 }, g) => {
    const kernelRow = g.kernel_width * g.channels;
    const row = rowOf(kernelRow);
    const windows = g.windows_high * g.windows_wide;
    const image = g.height * g.width * g.channels;
    const columns = Math.ceil(g.out_channels / 8) * 8;
    if (g.dx) f32.fill(0, g.dx / 4, g.dx / 4 + g.batch * image);
    for (let s = 0; s < g.batch; s++) {
      const chunk = Math.floor(s / g.chunk);
      const partial = g.partial / 4 + chunk * g.out_channels * g.kernel_height * row;
      const bias = g.bias_partial / 4 + chunk * columns;
      if (s % g.chunk === 0) {
        f32.fill(0, partial, partial + g.out_channels * g.kernel_height * row);
        if (g.bias_partial) f32.fill(0, bias, bias + columns);
      }
      for (let i = 0; i < windows * g.out_channels; i++) {
        const at = s * windows * g.out_channels + i;
        if (g.y && !((f32[g.y / 4 + at] as number) > 0)) continue;
        const value = g.scale * (f32[g.dy / 4 + at] as number);
        if (value === 0) continue;
        const o = i % g.out_channels;
        const pixel = Math.floor((i32[g.argmax / 4 + at] as number) / g.out_channels);
        if (g.bias_partial) f32[bias + o] = (f32[bias + o] as number) + value;
        for (let k = 0; k < g.kernel_height * kernelRow; k++) {
          const kernelY = Math.floor(k / kernelRow);
          const y = Math.floor(pixel / g.out_width) * g.stride_y + kernelY - g.pad_top;
          const x = (pixel % g.out_width) * g.stride_x + (Math.floor(k / g.channels) % g.kernel_width) - g.pad_left;
          if (y < 0 || x < 0 || y >= g.height || x >= g.width) continue;
          const input = s * image + (y * g.width + x) * g.channels + (k % g.channels);
          const weight = (o * g.kernel_height + kernelY) * row + (k % kernelRow);
          f32[partial + weight] = (f32[partial + weight] as number) + value * (f32[g.x / 4 + input] as number);
          if (g.dx)
            f32[g.dx / 4 + input] = (f32[g.dx / 4 + input] as number) + value * (f32[g.w / 4 + weight] as number);
        }
      }
    }
  },
});

/** Weights [kernel row][row][out] as [out][kernel row][row in whole vectors]. */
export const pack_by_output = defineKernel({
  fields: { x: "read", y: "write", kernel_height: "i32", row: "i32", out_channels: "i32" },
  axis: "tile",
  units: ({ out_channels }) => out_channels,
  work: ({ kernel_height, row }) => 4 * kernel_height * row,
  reference: ({ f32 }, { x, y, kernel_height, row, out_channels }) => {
    for (let o = 0; o < out_channels; o++) {
      for (let r = 0; r < kernel_height; r++) {
        for (let k = 0; k < rowOf(row); k++) {
          const value = k < row ? (f32[x / 4 + (r * row + k) * out_channels + o] as number) : 0;
          f32[y / 4 + (o * kernel_height + r) * rowOf(row) + k] = value;
        }
      }
    }
  },
});

/** y[kernel row][row][out] = Σ_chunks x[chunk][out][kernel row][row in whole vectors]. */
export const sum_chunks_by_output = defineKernel({
  fields: { x: "read", y: "write", chunks: "i32", kernel_height: "i32", row: "i32", out_channels: "i32" },
  axis: "tile",
  units: ({ out_channels }) => Math.ceil(out_channels / 4),
  work: ({ chunks, kernel_height, row }) => 4 * chunks * kernel_height * row,
  reference: ({ f32 }, { x, y, chunks, kernel_height, row, out_channels }) => {
    for (let o = 0; o < out_channels; o++) {
      for (let r = 0; r < kernel_height; r++) {
        for (let k = 0; k < row; k++) {
          let sum = 0;
          for (let g = 0; g < chunks; g++)
            sum += f32[x / 4 + ((g * out_channels + o) * kernel_height + r) * rowOf(row) + k] as number;
          f32[y / 4 + (r * row + k) * out_channels + o] = sum;
        }
      }
    }
  },
});
