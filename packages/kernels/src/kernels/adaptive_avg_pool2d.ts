import { defineKernel } from "../kernel.ts";

const FIELDS = {
  x: "read",
  y: "write",
  height: "i32",
  width: "i32",
  channels: "i32",
  out_height: "i32",
  out_width: "i32",
} as const;

type Sizes = Readonly<Record<Exclude<keyof typeof FIELDS, "x" | "y"> | "batch", number>>;

/** Calls `visit` with the output's element and the inputs of its window, for every output. */
function forEachWindow(g: Sizes, visit: (output: number, inputs: readonly number[]) => void): void {
  const span = (i: number, from: number, to: number): number[] => {
    const start = Math.floor((i * from) / to);
    return Array.from({ length: Math.ceil(((i + 1) * from) / to) - start }, (_, n) => start + n);
  };
  const outputs = g.batch * g.out_height * g.out_width * g.channels;
  for (let output = 0; output < outputs; output++) {
    const c = output % g.channels;
    const j = Math.floor(output / g.channels) % g.out_width;
    const i = Math.floor(output / g.channels / g.out_width) % g.out_height;
    const s = Math.floor(output / g.channels / g.out_width / g.out_height);
    const inputs = span(i, g.height, g.out_height).flatMap((row) =>
      span(j, g.width, g.out_width).map((column) => ((s * g.height + row) * g.width + column) * g.channels + c),
    );
    visit(output, inputs);
  }
}

/** y[i][j] = mean of rows ⌊i·height/out_height⌋ … ⌈(i+1)·height/out_height⌉ − 1 and columns likewise (torch.nn.AdaptiveAvgPool2d). */
export const adaptive_avg_pool2d = defineKernel({
  fields: FIELDS,
  axis: "sample",
  reference: ({ f32 }, g) =>
    forEachWindow(g, (output, inputs) => {
      const sum = inputs.reduce((total, input) => total + (f32[g.x / 4 + input] as number), 0);
      f32[g.y / 4 + output] = sum / inputs.length;
    }),
});

/** dx += dy / area over each window: `x` is dy, `y` is dx. */
export const adaptive_avg_pool2d_backward = defineKernel({
  fields: FIELDS,
  axis: "sample",
  reference: ({ f32 }, g) => {
    f32.fill(0, g.y / 4, g.y / 4 + g.batch * g.height * g.width * g.channels);
    forEachWindow(g, (output, inputs) => {
      const share = (f32[g.x / 4 + output] as number) / inputs.length;
      for (const input of inputs) f32[g.y / 4 + input] = (f32[g.y / 4 + input] as number) + share;
    });
  },
});
