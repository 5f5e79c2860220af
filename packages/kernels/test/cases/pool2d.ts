import type { Case } from "../reference-case.ts";

// [batch, height, width, channels, kernel, stride, padding]
export const poolCases: readonly Case[] = [
  [1, 1, 1, 1, 1, 1, 0],
  [3, 6, 6, 8, 2, 2, 0],
  [2, 7, 5, 3, 3, 2, 1],
  [2, 5, 5, 5, 3, 1, 1],
  [17, 4, 4, 6, 2, 1, 0],
].flatMap((sizes) => {
  const [B, height, width, channels, kernel, stride, padding] = sizes as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const out_height = Math.floor((height + 2 * padding - kernel) / stride) + 1;
  const out_width = Math.floor((width + 2 * padding - kernel) / stride) + 1;
  const sizesOf = {
    height,
    width,
    channels,
    out_height,
    out_width,
    kernel_height: kernel,
    kernel_width: kernel,
    stride,
    padding,
  };
  const title = `${B}×${height}×${width}×${channels}, kernel ${kernel}, stride ${stride}, padding ${padding}`;
  const big = [B, height, width, channels];
  const small = [B, out_height, out_width, channels];
  return [
    {
      title: `max_pool2d forward and backward ${title}`,
      batch: B,
      build: (emitter, input, output) => {
        const argmax = output("argmax", small, undefined, "i32");
        emitter.emit("max_pool2d", { x: input("x", big), y: output("y", small), argmax, ...sizesOf });
        const size = height * width * channels;
        const out_size = out_height * out_width * channels;
        emitter.emit("max_pool2d_backward", { dy: input("dy", small), argmax, dx: output("dx", big), size, out_size });
      },
    },
    {
      title: `avg_pool2d forward and backward ${title}`,
      batch: B,
      build: (emitter, input, output) => {
        emitter.emit("avg_pool2d", { x: input("x", big), y: output("y", small), ...sizesOf });
        emitter.emit("avg_pool2d_backward", { x: input("dy", small), y: output("dx", big), ...sizesOf });
      },
    },
  ] satisfies Case[];
});
