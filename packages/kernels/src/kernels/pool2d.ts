import { defineKernel } from "../kernel.ts";

interface Window {
  readonly height: number;
  readonly width: number;
  readonly out_height: number;
  readonly out_width: number;
  readonly channels: number;
  readonly kernel_height: number;
  readonly kernel_width: number;
  readonly stride_y: number;
  readonly stride_x: number;
  readonly pad_top: number;
  readonly pad_left: number;
  readonly dilation_y?: number;
  readonly dilation_x?: number;
  readonly batch: number;
}

/** Calls `visit` with the output's element and the inputs of its window, for every output. */
function forEachWindow(
  g: Window,
  visit: (output: number, inputs: readonly number[], top: number, left: number) => void,
): void {
  const { dilation_y = 1, dilation_x = 1 } = g;
  for (let s = 0; s < g.batch; s++) {
    for (let i = 0; i < g.out_height; i++) {
      for (let j = 0; j < g.out_width; j++) {
        const [top, left] = [i * g.stride_y - g.pad_top, j * g.stride_x - g.pad_left];
        for (let c = 0; c < g.channels; c++) {
          const inputs: number[] = [];
          for (let u = 0; u < g.kernel_height; u++) {
            for (let v = 0; v < g.kernel_width; v++) {
              const row = top + u * dilation_y;
              const column = left + v * dilation_x;
              if (row < 0 || column < 0 || row >= g.height || column >= g.width) continue;
              inputs.push(((s * g.height + row) * g.width + column) * g.channels + c);
            }
          }
          visit(((s * g.out_height + i) * g.out_width + j) * g.channels + c, inputs, top, left);
        }
      }
    }
  }
}

const GEOMETRY = {
  height: "i32",
  width: "i32",
  channels: "i32",
  out_height: "i32",
  out_width: "i32",
  kernel_height: "i32",
  kernel_width: "i32",
  stride_y: "i32",
  stride_x: "i32",
  pad_top: "i32",
  pad_left: "i32",
} as const;

/** y = max of the window, with `relu` at least 0; argmax = the largest input's element number within the sample (the first of equals, NaN above all). Padding never wins. */
export const max_pool2d = defineKernel({
  fields: { x: "read", y: "write", argmax: "write?", ...GEOMETRY, dilation_y: "i32", dilation_x: "i32", relu: "i32" },
  axis: "sample",
  reference: ({ f32, i32 }, g) => {
    const sample = g.height * g.width * g.channels;
    forEachWindow(g, (output, inputs) => {
      let best = inputs[0] as number;
      for (const input of inputs) {
        const [value, most] = [f32[g.x / 4 + input] as number, f32[g.x / 4 + best] as number];
        if (value > most || (Number.isNaN(value) && !Number.isNaN(most))) best = input;
      }
      const most = f32[g.x / 4 + best] as number;
      f32[g.y / 4 + output] = g.relu && most < 0 ? 0 : most;
      if (g.argmax) i32[g.argmax / 4 + output] = best % sample;
    });
  },
});

/** dx[argmax] += scale · dy, with `y` only where y > 0, the rest zero; `size` inputs and `out_size` outputs a sample. */
export const max_pool2d_backward = defineKernel({
  fields: { dy: "read", argmax: "read", y: "read?", dx: "write", size: "i32", out_size: "i32", scale: "f32" },
  axis: "sample",
  reference: ({ f32, i32 }, { dy, argmax, y, dx, size, out_size, scale, batch }) => {
    f32.fill(0, dx / 4, dx / 4 + batch * size);
    for (let i = 0; i < batch * out_size; i++) {
      const to = dx / 4 + Math.floor(i / out_size) * size + (i32[argmax / 4 + i] as number);
      if (y === 0 || (f32[y / 4 + i] as number) > 0)
        f32[to] = (f32[to] as number) + scale * (f32[dy / 4 + i] as number);
    }
  },
});

/**
 * The elements by which a window's sum is divided: those of the image, or with count_include_pad those of its border, too;
 * what lies beyond it, where the output was rounded up to (PyTorch's ceil_mode), never counts.
 */
function elementsOf(
  g: Window & { readonly count_include_pad: number },
  inside: number,
  top: number,
  left: number,
): number {
  if (!g.count_include_pad) return inside;
  const rows = Math.min(top + g.kernel_height, g.height + g.pad_top) - top;
  return rows * (Math.min(left + g.kernel_width, g.width + g.pad_left) - left);
}

/** y = Σ window / its elements, padding taken as zeros (torch.nn.AvgPool2d). */
export const avg_pool2d = defineKernel({
  fields: { x: "read", y: "write", ...GEOMETRY, count_include_pad: "i32" },
  axis: "sample",
  reference: ({ f32 }, g) =>
    forEachWindow(g, (output, inputs, top, left) => {
      const sum = inputs.reduce((total, input) => total + (f32[g.x / 4 + input] as number), 0);
      f32[g.y / 4 + output] = sum / elementsOf(g, inputs.length, top, left);
    }),
});

/** dx += dy / its elements over each window: `x` is dy, `y` is dx. */
export const avg_pool2d_backward = defineKernel({
  fields: { x: "read", y: "write", ...GEOMETRY, count_include_pad: "i32" },
  axis: "sample",
  reference: ({ f32 }, g) => {
    f32.fill(0, g.y / 4, g.y / 4 + g.batch * g.height * g.width * g.channels);
    forEachWindow(g, (output, inputs, top, left) => {
      const share = (f32[g.x / 4 + output] as number) / elementsOf(g, inputs.length, top, left);
      for (const input of inputs) f32[g.y / 4 + input] = (f32[g.y / 4 + input] as number) + share;
    });
  },
});
