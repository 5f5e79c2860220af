import { defineKernel, type Region } from "../kernel.ts";

/** Bytes in whole cache lines. */
export const lines = (bytes: number): number => Math.ceil(bytes / 64) * 64;

interface Geometry {
  readonly channels: number;
  readonly out_height: number;
  readonly out_width: number;
  readonly kernel_height: number;
  readonly kernel_width: number;
  readonly stride_y: number;
  readonly stride_x: number;
  readonly dilation_y: number;
  readonly dilation_x: number;
}

const paddedBytes = (g: Geometry): number =>
  ((g.out_height - 1) * g.stride_y + (g.kernel_height - 1) * g.dilation_y + 1) *
  ((g.out_width - 1) * g.stride_x + (g.kernel_width - 1) * g.dilation_x + 1) *
  g.channels *
  4;

const depthOf = (g: Geometry): number => g.kernel_height * g.kernel_width * g.channels;

/** The extents of a convolution as descriptor fields. */
export const GEOMETRY = {
  height: "i32",
  width: "i32",
  channels: "i32",
  out_height: "i32",
  out_width: "i32",
  out_channels: "i32",
  kernel_height: "i32",
  kernel_width: "i32",
  stride_y: "i32",
  stride_x: "i32",
  pad_top: "i32",
  pad_left: "i32",
} as const;

/** How far apart in floats pixels lie, and in pixels the taps of the kernel. */
export const STEPS = { dilation_y: "i32", dilation_x: "i32", x_pixel: "i32", y_pixel: "i32" } as const;

type Maps = Readonly<
  Record<"height" | "width" | "channels" | "out_height" | "out_width" | "out_channels" | "batch", number>
> &
  Readonly<Record<"x_pixel" | "y_pixel", number>>;

/** What one group of several touches: its channels of every pixel. */
export const inputRegion = (g: Maps): Region => ({
  run: g.channels,
  stride: g.x_pixel,
  count: g.batch * g.height * g.width,
});
export const outputRegion = (g: Maps): Region => ({
  run: g.out_channels,
  stride: g.y_pixel,
  count: g.batch * g.out_height * g.out_width,
});

/**
 * Convolution of NHWC images with weights packed as [⌈out/8⌉][kernel row, kernel column, in][8]. Taps lie
 * `dilation_y` and `dilation_x` apart, pixels `x_pixel` and `y_pixel` floats: more than `channels` where this is one group of several.
 */
export const conv2d = defineKernel({
  fields: {
    x: "read",
    w: "read",
    bias: "read?",
    y: "write",
    ...GEOMETRY,
    ...STEPS,
  },
  axis: "sample",
  regions: { x: inputRegion, y: outputRegion },
  flops: (g) => 2 * g.out_height * g.out_width * g.out_channels * depthOf(g) * g.batch,
  scratch: (g) => lines(g.out_height * g.out_width * 4) + lines(depthOf(g) * 4) + 256 + paddedBytes(g),
  reference: ({ f32 }, g) => {
    const depth = depthOf(g);
    for (let s = 0; s < g.batch; s++) {
      for (let i = 0; i < g.out_height; i++) {
        for (let j = 0; j < g.out_width; j++) {
          for (let o = 0; o < g.out_channels; o++) {
            let sum = g.bias ? (f32[g.bias / 4 + o] as number) : 0;
            for (let k = 0; k < depth; k++) {
              const row = i * g.stride_y + Math.floor(k / (g.kernel_width * g.channels)) * g.dilation_y - g.pad_top;
              const column = j * g.stride_x + (Math.floor(k / g.channels) % g.kernel_width) * g.dilation_x - g.pad_left;
              if (row < 0 || column < 0 || row >= g.height || column >= g.width) continue;
              const pixel = ((s * g.height + row) * g.width + column) * g.x_pixel + (k % g.channels);
              const weight = (Math.floor(o / 8) * depth + k) * 8 + (o % 8);
              sum += (f32[g.x / 4 + pixel] as number) * (f32[g.w / 4 + weight] as number);
            }
            const to = g.y / 4 + ((s * g.out_height + i) * g.out_width + j) * g.y_pixel + o;
            f32[to] = sum;
          }
        }
      }
    }
  },
});

/** Weights [row][column][in][out], `row` floats an input channel, and what is packed from them. */
export const PACKING = {
  x: "read",
  y: "write",
  kernel_height: "i32",
  kernel_width: "i32",
  channels: "i32",
  out_channels: "i32",
  row: "i32",
} as const;

/** What one group of several has of a weight [row][column][in][out]. */
export const weightRegion = (
  g: Readonly<Record<"kernel_height" | "kernel_width" | "channels" | "out_channels" | "row", number>>,
): Region => ({ run: g.out_channels, stride: g.row, count: g.kernel_height * g.kernel_width * g.channels });

/** Weights [row][column][in][out], `row` floats an input channel, turned by 180° and packed: depth (row, column, out), columns `in`. */
export const pack_flipped = defineKernel({
  fields: PACKING,
  axis: "tile",
  regions: { x: weightRegion },
  units: ({ channels }) => Math.ceil(channels / 8),
  reference: ({ f32 }, { x, y, kernel_height, kernel_width, channels, out_channels, row }) => {
    const taps = kernel_height * kernel_width;
    for (let c = 0; c < Math.ceil(channels / 8) * 8; c++) {
      for (let t = 0; t < taps; t++) {
        for (let o = 0; o < out_channels; o++) {
          const to = y / 4 + (Math.floor(c / 8) * taps * out_channels + t * out_channels + o) * 8 + (c % 8);
          const from = x / 4 + ((taps - 1 - t) * channels + c) * row + o;
          f32[to] = c < channels ? (f32[from] as number) : 0;
        }
      }
    }
  },
});

/**
 * dW[k][o] = Σ_pixels x[pixel, k] · dy[pixel][o], one sum a chunk of `chunk` samples:
 * partial [chunks][⌈out/8⌉][depth rounded up to 6][8], bias_partial [chunks][⌈out/8⌉ · 8] = Σ_pixels dy.
 */
export const conv2d_backward_weight = defineKernel({
  fields: {
    x: "read",
    dy: "read",
    partial: "update",
    bias_partial: "update?",
    ...GEOMETRY,
    ...STEPS,
    chunk: "i32",
  },
  axis: "sample",
  regions: { x: inputRegion, dy: outputRegion },
  flops: (g) => 2 * g.out_height * g.out_width * g.out_channels * depthOf(g) * g.batch,
  scratch: (g) =>
    lines(g.out_height * g.out_width * 4) +
    lines((depthOf(g) + 6) * 4) +
    64 +
    Math.min(512, g.out_height * g.out_width) * 64 + // two panels of the gradient, as many pixels as are done at a time at most
    paddedBytes(g),
  reference: ({ f32 }, g) => {
    const depth = depthOf(g);
    const depth6 = Math.ceil(depth / 6) * 6;
    const panels = Math.ceil(g.out_channels / 8);
    for (let s = 0; s < g.batch; s++) {
      const chunk = Math.floor(s / g.chunk);
      const fresh = s % g.chunk === 0;
      for (let o = 0; o < panels * 8; o++) {
        const at = chunk * panels + Math.floor(o / 8);
        const gradient = (i: number, j: number): number =>
          o < g.out_channels
            ? (f32[g.dy / 4 + ((s * g.out_height + i) * g.out_width + j) * g.y_pixel + o] as number)
            : 0;
        for (let k = -1; k < depth; k++) {
          if (k < 0 && !g.bias_partial) continue;
          let sum = 0;
          for (let i = 0; i < g.out_height; i++) {
            for (let j = 0; j < g.out_width; j++) {
              if (k < 0) {
                sum += gradient(i, j); // the bias is a weight whose input is always 1
                continue;
              }
              const y = i * g.stride_y + Math.floor(k / (g.kernel_width * g.channels)) * g.dilation_y - g.pad_top;
              const x = j * g.stride_x + (Math.floor(k / g.channels) % g.kernel_width) * g.dilation_x - g.pad_left;
              if (y < 0 || x < 0 || y >= g.height || x >= g.width) continue;
              const pixel = ((s * g.height + y) * g.width + x) * g.x_pixel + (k % g.channels);
              sum += (f32[g.x / 4 + pixel] as number) * gradient(i, j);
            }
          }
          const to = k < 0 ? g.bias_partial / 4 + at * 8 + (o % 8) : g.partial / 4 + (at * depth6 + k) * 8 + (o % 8);
          f32[to] = fresh ? sum : (f32[to] as number) + sum;
        }
      }
    }
  },
});

/** y[row][column] = Σ_chunks x[chunk][⌊column/8⌋][row][column mod 8], panels of `row_stride` rows; rows of y are `y_row` floats. */
export const sum_chunks = defineKernel({
  fields: { x: "read", y: "write", chunks: "i32", rows: "i32", row_stride: "i32", columns: "i32", y_row: "i32" },
  axis: "tile",
  units: ({ rows }) => rows,
  regions: {
    // The last panel is read whole.
    x: ({ chunks, rows, row_stride, columns }) => ({
      run: ((chunks * Math.ceil(columns / 8) - 1) * row_stride + rows) * 8,
    }),
    y: ({ rows, columns, y_row }) => ({ run: columns, stride: y_row, count: rows }),
  },
  work: ({ chunks, columns }) => 4 * chunks * columns,
  scratch: () => 32,
  reference: ({ f32 }, { x, y, chunks, rows, row_stride, columns, y_row }) => {
    const panels = Math.ceil(columns / 8);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let g = 0; g < chunks; g++) {
          sum += f32[x / 4 + ((g * panels + Math.floor(column / 8)) * row_stride + row) * 8 + (column % 8)] as number;
        }
        f32[y / 4 + row * y_row + column] = sum;
      }
    }
  },
});
