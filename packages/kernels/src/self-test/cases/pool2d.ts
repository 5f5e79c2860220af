import type { Case } from "../case.ts";

interface Sizes {
  readonly batch?: number;
  readonly image: readonly [number, number, number];
  readonly kernel: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  /** Of the max-pool alone. */
  readonly dilation?: readonly [number, number];
  /** The output is rounded up: its last windows reach past the border. */
  readonly up?: boolean;
  readonly count_include_pad?: 0 | 1;
}

const pools: readonly Sizes[] = [
  { batch: 1, image: [1, 1, 1], kernel: [1, 1] },
  { batch: 3, image: [6, 6, 8], kernel: [2, 2], stride: [2, 2] },
  { image: [7, 5, 3], kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
  { image: [5, 5, 5], kernel: [3, 3], padding: [1, 1] },
  { batch: 17, image: [4, 4, 6], kernel: [2, 2] },
  { image: [8, 9, 7], kernel: [3, 2], stride: [1, 2], padding: [1, 0], count_include_pad: 0 },
  { image: [9, 8, 5], kernel: [2, 3], stride: [2, 1], padding: [0, 1], dilation: [3, 2] },
  { image: [7, 7, 8], kernel: [2, 2], stride: [2, 2], up: true },
  { image: [8, 7, 4], kernel: [3, 3], stride: [2, 2], padding: [1, 1], up: true, count_include_pad: 0 },
  { image: [6, 10, 5], kernel: [3, 3], stride: [3, 2], padding: [1, 1], dilation: [1, 2], up: true },
];

export const poolCases: readonly Case[] = pools.flatMap((pool) => {
  const { batch: B = 2, image, kernel, stride = [1, 1], padding = [0, 0], dilation = [1, 1] } = pool;
  const [height, width, channels] = image;
  const round = pool.up ? Math.ceil : Math.floor;
  const extent = (axis: 0 | 1, spread: number): number =>
    round((image[axis] + 2 * padding[axis] - spread * (kernel[axis] - 1) - 1) / stride[axis]) + 1;
  const geometry = {
    ...{ height, width, channels, kernel_height: kernel[0], kernel_width: kernel[1] },
    ...{ stride_y: stride[0], stride_x: stride[1], pad_top: padding[0], pad_left: padding[1] },
  };
  const big = [B, height, width, channels];
  const title = JSON.stringify(pool);
  return [
    {
      title: `max_pool2d forward and backward ${title}`,
      batch: B,
      build: (emitter, input, output) => {
        const [out_height, out_width] = [extent(0, dilation[0]), extent(1, dilation[1])];
        const small = [B, out_height, out_width, channels];
        const argmax = output("argmax", small, undefined, "i32");
        const steps = { dilation_y: dilation[0], dilation_x: dilation[1], out_height, out_width };
        emitter.emit("max_pool2d", { x: input("x", big), y: output("y", small), argmax, ...geometry, ...steps });
        const size = height * width * channels;
        const out_size = out_height * out_width * channels;
        emitter.emit("max_pool2d_backward", { dy: input("dy", small), argmax, dx: output("dx", big), size, out_size });
      },
    },
    {
      title: `avg_pool2d forward and backward ${title}`,
      batch: B,
      build: (emitter, input, output) => {
        const [out_height, out_width] = [extent(0, 1), extent(1, 1)];
        const small = [B, out_height, out_width, channels];
        const fields = { ...geometry, out_height, out_width, count_include_pad: pool.count_include_pad ?? 1 };
        emitter.emit("avg_pool2d", { x: input("x", big), y: output("y", small), ...fields });
        emitter.emit("avg_pool2d_backward", { x: input("dy", small), y: output("dx", big), ...fields });
      },
    },
  ] satisfies Case[];
});
