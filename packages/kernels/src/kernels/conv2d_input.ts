import { defineKernel } from "../kernel.ts";
import { GEOMETRY, inputRegion, lines, outputRegion, PACKING, STEPS, weightRegion } from "./conv2d.ts";

/**
 * dx = Σ dy · wᵀ over the taps through which an output reads an input, for any stride.
 * w: the weight as pack_by_class leaves it, [⌈in/8⌉][tap, class by class][out][8].
 */
export const conv2d_backward_input = defineKernel({
  fields: { dy: "read", w: "read", dx: "write", ...GEOMETRY, ...STEPS },
  axis: "sample",
  regions: { dy: outputRegion, dx: inputRegion },
  flops: (g) =>
    2 * g.batch * g.out_height * g.out_width * g.out_channels * g.kernel_height * g.kernel_width * g.channels,
  scratch: (g) => {
    const [rows, columns] = [Math.ceil(g.height / g.stride_y), Math.ceil(g.width / g.stride_x)];
    // Pixels of dy's frame after the `pixels` that the pixels of dx begin at: from the first tap's position to the last one's.
    const reach = (pad: number, kernel: number, stride: number, dilation: number) =>
      Math.floor((stride - 1 + pad) / stride) - Math.floor((pad - (kernel - 1) * dilation) / stride);
    const height = rows + reach(g.pad_top, g.kernel_height, g.stride_y, g.dilation_y);
    const width = columns + reach(g.pad_left, g.kernel_width, g.stride_x, g.dilation_x);
    const taps = g.kernel_height * g.kernel_width * g.out_channels;
    const tables = lines(g.stride_y * g.stride_x * 16) + lines(taps * 4) + lines(g.height * g.width * 8);
    return tables + 384 + 64 + height * width * g.out_channels * 4;
  },
  reference: ({ f32 }, g) => {
    const taps = g.kernel_height * g.kernel_width;
    const places = tapsByClass(g);
    const dy = (s: number, i: number, j: number, o: number): number =>
      f32[g.dy / 4 + ((s * g.out_height + i) * g.out_width + j) * g.y_pixel + o] as number;
    for (let s = 0; s < g.batch; s++) {
      for (let row = 0; row < g.height; row++) {
        for (let column = 0; column < g.width; column++) {
          for (let c = 0; c < g.channels; c++) {
            let sum = 0;
            for (let t = 0; t < taps; t++) {
              const i = (row + g.pad_top - Math.floor(t / g.kernel_width) * g.dilation_y) / g.stride_y;
              const j = (column + g.pad_left - (t % g.kernel_width) * g.dilation_x) / g.stride_x;
              if (!(Number.isInteger(i) && Number.isInteger(j))) continue;
              if (i < 0 || j < 0 || i >= g.out_height || j >= g.out_width) continue;
              const weights = g.w / 4 + (Math.floor(c / 8) * taps + places.indexOf(t)) * g.out_channels * 8 + (c % 8);
              for (let o = 0; o < g.out_channels; o++) sum += dy(s, i, j, o) * (f32[weights + o * 8] as number);
            }
            f32[g.dx / 4 + ((s * g.height + row) * g.width + column) * g.x_pixel + c] = sum;
          }
        }
      }
    }
  },
});

interface Classes {
  readonly kernel_height: number;
  readonly kernel_width: number;
  readonly stride_y: number;
  readonly stride_x: number;
  readonly pad_top: number;
  readonly pad_left: number;
  readonly dilation_y: number;
  readonly dilation_x: number;
}

/** The taps in the order of the classes of pixels that read them: remainders of row and column by the strides. */
function tapsByClass(g: Classes): number[] {
  const taps = Array.from({ length: g.kernel_height * g.kernel_width }, (_, t) => t);
  const remainder = (value: number, by: number): number => ((value % by) + by) % by;
  const classOf = (t: number): number =>
    remainder(Math.floor(t / g.kernel_width) * g.dilation_y - g.pad_top, g.stride_y) * g.stride_x +
    remainder((t % g.kernel_width) * g.dilation_x - g.pad_left, g.stride_x);
  return taps.sort((a, b) => classOf(a) - classOf(b) || a - b);
}

/**
 * Weights [row][column][in][out], `row` floats an input channel, packed for conv2d_backward_input: depth (tap, out), the taps
 * class by class, columns `in`.
 */
export const pack_by_class = defineKernel({
  fields: {
    ...PACKING,
    stride_y: "i32",
    stride_x: "i32",
    pad_top: "i32",
    pad_left: "i32",
    dilation_y: "i32",
    dilation_x: "i32",
  },
  axis: "tile",
  regions: { x: weightRegion },
  units: ({ channels }) => Math.ceil(channels / 8),
  reference: ({ f32 }, g) => {
    const taps = g.kernel_height * g.kernel_width;
    for (const [place, t] of tapsByClass(g).entries()) {
      for (let c = 0; c < Math.ceil(g.channels / 8) * 8; c++) {
        for (let o = 0; o < g.out_channels; o++) {
          const to = g.y / 4 + ((Math.floor(c / 8) * taps + place) * g.out_channels + o) * 8 + (c % 8);
          f32[to] = c < g.channels ? (f32[g.x / 4 + (t * g.channels + c) * g.row + o] as number) : 0;
        }
      }
    }
  },
});
