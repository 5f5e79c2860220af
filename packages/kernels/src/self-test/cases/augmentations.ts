import type { Case } from "../case.ts";

/** [batch, height, width, channels] */
const images: readonly (readonly [number, number, number, number])[] = [
  [1, 1, 1, 1],
  [9, 6, 11, 1],
  [21, 5, 7, 3],
];

/** Rounding of where a pixel is looked up counts by the difference of its neighbours. */
const elasticCases: readonly Case[] = images.map(([B, H, W, C]) => ({
  title: `elastic distortion, batch ${B}, ${H}×${W}×${C}`,
  batch: B,
  tolerance: 1e-4,
  build: (emitter, input, output) => {
    const shape = [B, H, W, C];
    const draw = {
      ...{
        x: input("x", shape),
        key: input("key", [2], (i) => 31 + i, "i32"),
        step: input("step", [1], () => 2, "i32"),
      },
      ...{ fill: input("fill", [C]), height: H, width: W, channels: C, across: 9, down: 7 },
    };
    for (const [sigma, radius] of [
      [0, 0],
      [0.8, 3],
      [4, 16],
    ] as const)
      emitter.emit("elastic", { ...draw, sigma, radius, fill_stride: 1, y: output(`y ${sigma}`, shape) });
  },
}));

const imageCases: readonly Case[] = images.map(([B, H, W, C]) => ({
  title: `augmentations of images, batch ${B}, ${H}×${W}×${C}`,
  batch: B,
  build: (emitter, input, output) => {
    const shape = [B, H, W, C];
    const x = input("x", shape);
    const key = input("key", [2], (i) => 987654321 * (i + 1), "i32");
    const step = input("step", [1], () => 5, "i32");
    const draw = { x, key, step };
    const image = { height: H, width: W, channels: C };
    const [scale, fill] = [input("scale", [C], (i) => 0.004 + 0.001 * i), input("fill", [C], (i) => i / 8 - 0.5)];
    for (const p of [0, 0.5, 1])
      emitter.emit("random_horizontal_flip", { ...draw, ...image, p, y: output(`flip ${p}`, shape) });
    for (const fill_stride of [0, 1]) {
      const bytes = { scale, fill, fill_stride };
      const border = { left: 3, top: 0, across: 5, down: 20, value: 128 };
      emitter.emit("random_crop", { ...draw, ...image, ...bytes, ...border, y: output(`crop ${fill_stride}`, shape) });
      const noise = { mean: 0.1, sigma: 0.4, size: H * W * C, channels: C };
      emitter.emit("gaussian_noise", { ...draw, ...noise, ...bytes, y: output(`noise ${fill_stride}`, shape) });
      const free = { mean: -1, sigma: 3, size: H * W * C, channels: C, fill_stride };
      emitter.emit("gaussian_noise", { ...draw, ...free, y: output(`free noise ${fill_stride}`, shape) });
    }
    const rectangle = { scale_min: 0.1, scale_max: 0.4, log_ratio_min: -1.2, log_ratio_max: 1.2, value: 0.5 };
    for (const [p, noise] of [
      [0.6, 0],
      [1, 1],
    ] as const)
      emitter.emit("random_erasing", { ...draw, ...image, ...rectangle, p, noise, y: output(`erased ${p}`, shape) });
  },
}));

const mixCases: readonly Case[] = images.map(([B, H, W, C]) => ({
  title: `examples mixed in pairs, batch ${B}, ${H}×${W}×${C}`,
  batch: B,
  build: (emitter, input, output) => {
    const x = input("x", [B, H, W, C]);
    const step = input("step", [1], () => 7, "i32");
    for (const alpha of [0.1, 0.4, 1, 3]) {
      const key = input(`key ${alpha}`, [2], (i) => 5 + i, "i32");
      const [lambda, share] = [output(`lambda ${alpha}`, [1]), output(`share ${alpha}`, [1])];
      const box = output(`box ${alpha}`, [4], undefined, "i32");
      emitter.emit("beta_draw", { key, step, lambda, alpha });
      emitter.emit("mix_rows", { x, lambda, y: output(`mixed ${alpha}`, [B, H, W, C]), size: H * W * C, count: B });
      emitter.emit("cutmix_box", { key, step, lambda, box, share, height: H, width: W });
      const image = { height: H, width: W, channels: C, count: B };
      emitter.emit("cutmix", { x, box, y: output(`cut ${alpha}`, [B, H, W, C]), ...image });
    }
  },
}));

export const augmentationCases: readonly Case[] = [...mixCases, ...imageCases, ...elasticCases];
