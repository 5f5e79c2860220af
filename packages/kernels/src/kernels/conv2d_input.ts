import { defineKernel } from "../kernel.ts";
import { GEOMETRY, inputRegion, lines, outputRegion, STEPS } from "./conv2d.ts";

/**
 * dx = Σ dy · wᵀ over the taps through which an output reads an input, for any stride.
 * w: the weight as pack_flipped leaves it, [⌈in/8⌉][turned tap][out][8].
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
    const tables = lines(g.kernel_height * g.kernel_width * 8) + lines(rows * columns * 8);
    return tables + 192 + 64 + height * width * g.out_channels * 4;
  },
  reference: ({ f32 }, g) => {
    const taps = g.kernel_height * g.kernel_width;
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
              const weights = g.w / 4 + (Math.floor(c / 8) * taps + taps - 1 - t) * g.out_channels * 8 + (c % 8);
              for (let o = 0; o < g.out_channels; o++) sum += dy(s, i, j, o) * (f32[weights + o * 8] as number);
            }
            f32[g.dx / 4 + ((s * g.height + row) * g.width + column) * g.x_pixel + c] = sum;
          }
        }
      }
    }
  },
});
