import { addressOf, createEmitter, createEngine, createProgram, createTensor } from "@assay/kernels";
import { afterAll, describe, expect, it } from "vitest";
import { augmentations } from "../src/index.ts";

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const BATCH = 6;
const [height, width, channels] = [5, 7, 2] as const;
const SIZE = height * width * channels;
const still = { degrees: 0, translate: 0, scale: [1, 1], shear: 0, interpolation: "nearest" as const };
const images = Float32Array.from({ length: BATCH * SIZE }, (_, i) => 1 + i);

/** The augmented batch, one array an image, at a step. */
function augment(options: Parameters<typeof augmentations.random_affine.build>[0], step = 0): number[][] {
  const targets = createTensor("targets", [BATCH], "i32", true);
  const tensors = {
    x: createTensor("x", [BATCH, height, width, channels]),
    key: createTensor("key", [2], "i32"),
    step: createTensor("step", [1], "i32"),
    affine: createTensor("affine", [2]),
  };
  for (const tensor of Object.values(tensors)) engine.arena.place(tensor);
  const emitter = createEmitter(BATCH, true);
  const y = augmentations.random_affine.build(options, [height, width, channels])(emitter, { ...tensors, targets }).x;
  const [run] = engine.load(createProgram(emitter)) as [() => void];
  const { f32, i32 } = engine.arena.views;
  f32.set(images, addressOf(tensors.x) / 4);
  f32.set([1, -1], addressOf(tensors.affine) / 4);
  i32.set([123, 456], addressOf(tensors.key) / 4);
  i32[addressOf(tensors.step) / 4] = step;
  run();
  const start = addressOf(y) / 4;
  return Array.from({ length: BATCH }, (_, s) => [...f32.subarray(start + s * SIZE, start + (s + 1) * SIZE)]);
}

const image = (s: number) => [...images.subarray(s * SIZE, (s + 1) * SIZE)];
const outside = (pixels: readonly number[]) => pixels.filter((value) => value === -1).length;

describe("random_affine on the kernels", () => {
  it.each(["nearest", "bilinear"] as const)(
    "leaves the batch alone where nothing is to change: %s",
    (interpolation) => {
      expect(augment({ ...still, interpolation })).toEqual([0, 1, 2, 3, 4, 5].map(image));
    },
  );

  it("shifts by whole pixels along the axis that may shift, and fills with the outside", () => {
    const shifts = augment({ ...still, translate: [0.5, 0] }).map((pixels, s) => {
      const found = [-4, -3, -2, -1, 0, 1, 2, 3, 4].find((shift) =>
        pixels.every((value, i) => {
          const column = (Math.floor(i / channels) % width) - shift;
          return value === (column < 0 || column >= width ? -1 : image(s)[i - shift * channels]);
        }),
      );
      expect(found, `image ${s}`).toBeDefined();
      return found;
    });
    expect(new Set(shifts).size).toBeGreaterThan(1);
  });

  it("shrinks towards the centre, which stays", () => {
    for (const [s, pixels] of augment({ ...still, scale: [0.5, 0.5] }).entries()) {
      const centre = (2 * width + 3) * channels;
      expect(pixels.slice(centre, centre + channels)).toEqual(image(s).slice(centre, centre + channels));
      expect(outside(pixels)).toBeGreaterThan(SIZE / 2);
    }
  });

  it.each(["degrees", "shear"] as const)("draws %s anew for each image and step, and the same again", (option) => {
    const first = augment({ ...still, [option]: 45 });
    // Less the image's own number, so that only the geometry is compared.
    const geometry = (batch: number[][]) =>
      batch.map((pixels, s) => pixels.map((v) => (v < 0 ? v : v - s * SIZE)).join());
    expect(new Set(geometry(first)).size).toBeGreaterThan(BATCH / 2);
    expect(augment({ ...still, [option]: 45 })).toEqual(first);
    expect(augment({ ...still, [option]: 45 }, 1)).not.toEqual(first);
  });
});
