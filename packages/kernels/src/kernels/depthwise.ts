import { defineKernel } from "../kernel.ts";
import { GEOMETRY, lines } from "./conv2d.ts";

const FIELDS = { ...GEOMETRY, dilation_y: "i32", dilation_x: "i32" } as const;

type Geometry = Readonly<Record<keyof typeof FIELDS | "batch", number>>;

const tapsOf = (g: Geometry): number => g.kernel_height * g.kernel_width;
const flops = (g: Geometry): number => 2 * g.batch * g.out_height * g.out_width * g.out_channels * tapsOf(g);

/** Output pixels of a tile; assembly/depthwise.ts has the same number. */
const PIXELS = 4;
const wholeTiles = (pixels: number): number => Math.ceil(pixels / PIXELS) * PIXELS;

/** Bytes of eight channels of the input with its border, for an output of this width. */
const frameBytes = (g: Geometry, outWidth: number): number =>
  32 *
  ((g.out_height - 1) * g.stride_y + (g.kernel_height - 1) * g.dilation_y + 1) *
  ((outWidth - 1) * g.stride_x + (g.kernel_width - 1) * g.dilation_x + 1);

/** Calls `visit` with the element of y, that of x, the tap and the output channel of every product, in the order of y. */
function forEachProduct(g: Geometry, visit: (y: number, x: number, tap: number, out: number) => void): void {
  const multiplier = g.out_channels / g.channels;
  for (let y = 0; y < g.batch * g.out_height * g.out_width * g.out_channels; y++) {
    const o = y % g.out_channels;
    const pixel = Math.floor(y / g.out_channels);
    const i = Math.floor(pixel / g.out_width) % g.out_height;
    const s = Math.floor(pixel / g.out_width / g.out_height);
    for (let tap = 0; tap < tapsOf(g); tap++) {
      const row = i * g.stride_y + Math.floor(tap / g.kernel_width) * g.dilation_y - g.pad_top;
      const column = (pixel % g.out_width) * g.stride_x + (tap % g.kernel_width) * g.dilation_x - g.pad_left;
      if (row < 0 || column < 0 || row >= g.height || column >= g.width) continue;
      visit(y, ((s * g.height + row) * g.width + column) * g.channels + Math.floor(o / multiplier), tap, o);
    }
  }
}

/**
 * Depthwise convolution: output channel o reads input channel ⌊o/m⌋, m = out_channels / channels.
 * w: [⌈out/8⌉][kernel row, kernel column][8], the weight packed.
 */
export const depthwise_conv2d = defineKernel({
  fields: { x: "read", w: "read", bias: "read?", y: "write", ...FIELDS },
  axis: "sample",
  flops,
  scratch: (g) => lines(tapsOf(g) * 4) + 320 + frameBytes(g, wholeTiles(g.out_width)),
  reference: ({ f32 }, g) => {
    const sums = new Float64Array(g.batch * g.out_height * g.out_width * g.out_channels);
    for (let y = 0; y < sums.length; y++) sums[y] = g.bias ? (f32[g.bias / 4 + (y % g.out_channels)] as number) : 0;
    forEachProduct(g, (y, x, tap, o) => {
      const weight = f32[g.w / 4 + (Math.floor(o / 8) * tapsOf(g) + tap) * 8 + (o % 8)] as number;
      sums[y] = (sums[y] as number) + (f32[g.x / 4 + x] as number) * weight;
    });
    f32.set(sums, g.y / 4);
  },
});

/** dx = Σ dy · w over all products with x. w: [m][⌈in/8⌉][kernel row, kernel column][8], output channel c·m + j at [j], lane c. */
export const depthwise_conv2d_backward_input = defineKernel({
  fields: { dy: "read", w: "read", dx: "write", ...FIELDS },
  axis: "sample",
  flops,
  scratch: (g) => {
    const products = (g.out_channels / g.channels) * tapsOf(g);
    // A frame of dy reaches from the first to the last pixel that any pixel of dx may read.
    const reach = (pad: number, kernel: number, stride: number, dilation: number) =>
      Math.floor((stride - 1 + pad) / stride) - Math.floor((pad - (kernel - 1) * dilation) / stride);
    const rows = Math.ceil(g.height / g.stride_y);
    const columns = wholeTiles(Math.ceil(g.width / g.stride_x));
    const height = rows + reach(g.pad_top, g.kernel_height, g.stride_y, g.dilation_y);
    const width = columns + reach(g.pad_left, g.kernel_width, g.stride_x, g.dilation_x);
    return lines(products * 4) + products * 32 + 320 + (g.out_channels / g.channels) * height * width * 32;
  },
  reference: ({ f32 }, g) => {
    const sums = new Float64Array(g.batch * g.height * g.width * g.channels);
    const multiplier = g.out_channels / g.channels;
    forEachProduct(g, (y, x, tap, o) => {
      const c = Math.floor(o / multiplier);
      const panel = (o % multiplier) * Math.ceil(g.channels / 8) + Math.floor(c / 8);
      const weight = f32[g.w / 4 + (panel * tapsOf(g) + tap) * 8 + (c % 8)] as number;
      sums[x] = (sums[x] as number) + (f32[g.dy / 4 + y] as number) * weight;
    });
    f32.set(sums, g.dx / 4);
  },
});

/**
 * dW[tap][o] = Σ_pixels x · dy and, `with_bias`, in the row after the last tap db[o] = Σ_pixels dy, one sum a chunk of `chunk` samples:
 * partial [chunks][⌈out/8⌉][taps + 1][8].
 */
export const depthwise_conv2d_backward_weight = defineKernel({
  fields: { x: "read", dy: "read", partial: "update", ...FIELDS, chunk: "i32", with_bias: "i32" },
  axis: "sample",
  flops,
  scratch: (g) => lines(tapsOf(g) * 4) + 128 + g.out_height * g.out_width * 32 + frameBytes(g, g.out_width),
  reference: ({ f32 }, g) => {
    const rows = tapsOf(g) + 1;
    const width = Math.ceil(g.out_channels / 8) * rows * 8; // of a chunk
    const sums = new Float64Array(Math.ceil(g.batch / g.chunk) * width);
    const samplePixels = g.out_height * g.out_width * g.out_channels;
    const add = (y: number, row: number, value: number): void => {
      const o = y % g.out_channels;
      const chunk = Math.floor(y / samplePixels / g.chunk);
      const to = chunk * width + (Math.floor(o / 8) * rows + row) * 8 + (o % 8);
      sums[to] = (sums[to] as number) + value;
    };
    forEachProduct(g, (y, x, tap) => add(y, tap, (f32[g.x / 4 + x] as number) * (f32[g.dy / 4 + y] as number)));
    if (g.with_bias) for (let y = 0; y < g.batch * samplePixels; y++) add(y, rows - 1, f32[g.dy / 4 + y] as number);
    f32.set(sums, g.partial / 4);
  },
});
