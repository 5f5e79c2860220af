import { createEmitter, createEngine, createProgram, createTensor, elementsOf, InputError } from "@assay/kernels";
import { Ajv } from "ajv";
import { afterAll, describe, expect, it } from "vitest";
import { augmentations } from "../src/index.ts";

type Options = Parameters<typeof augmentations.random_affine.build>[0];

/** The options with their defaults, as the runner hands them on. */
function resolve(options: Record<string, unknown>) {
  const copy = structuredClone(options);
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(augmentations.random_affine.schema);
  return { valid: validate(copy), options: copy as Options };
}

function emitted(options: Record<string, unknown>) {
  const emitter = createEmitter(4, true);
  const x = emitter.tensor("x", [28, 20, 3]);
  const [fill, scale, key, step] = [
    createTensor("fill", [1]),
    createTensor("scale", [1]),
    createTensor("key", [2], "i32"),
    createTensor("step", [1], "i32"),
  ];
  const targets = emitter.tensor("targets", [], "i32");
  const tensors = { x, targets, fill, scale, key, step };
  const augmented = augmentations.random_affine.build(resolve(options).options, [28, 20, 3])(emitter, tensors);
  expect(augmented.targets).toBe(targets);
  expect(emitter.operations).toHaveLength(1);
  return { y: augmented.x, ...tensors, operation: emitter.operations[0] };
}

describe("random_affine as an operation", () => {
  it("has torchvision's defaults", () => {
    const { valid, options } = resolve({ degrees: 10 });
    expect(valid).toBe(true);
    expect(options).toEqual({ degrees: 10, translate: 0, scale: [1, 1], shear: 0, interpolation: "nearest" });
  });

  it.each([
    {},
    { degrees: -1 },
    { degrees: "10" },
    { degrees: 10, translate: 1.5 },
    { degrees: 10, translate: -0.1 },
    { degrees: 10, translate: [0.1] },
    { degrees: 10, translate: [0.1, 2] },
    { degrees: 10, scale: 1 },
    { degrees: 10, scale: [0, 1] },
    { degrees: 10, scale: [1, 1, 1] },
    { degrees: 10, shear: 90 },
    { degrees: 10, shear: [0, 1, 2] },
    { degrees: 10, shear: [-90, 0] },
    { degrees: [10] },
    { degrees: 10, interpolation: "bicubic" },
    { degrees: 10, zoom: 2 },
  ])("refuses %j", (options) => {
    expect(resolve(options).valid).toBe(false);
  });

  it("refuses a scale whose minimum is above its maximum", () => {
    const error = catchError(() => emitted({ degrees: 0, scale: [1.1, 0.9] }));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ path: ["scale"], rule: "scale must be [min, max], got [1.1, 0.9]" });
  });

  it("emits one call that reads the batch and writes another of its shape", () => {
    const { x, y, fill, key, step, operation } = emitted({
      degrees: 10,
      translate: [0.1, 0.2],
      scale: [0.9, 1.1],
      shear: 5,
      interpolation: "bilinear",
    });
    expect(y.shape).toEqual(x.shape);
    expect(y.storage).not.toBe(x.storage);
    expect(operation).toEqual({
      kind: "random_affine",
      fields: {
        ...{ x, y, fill, key, step, height: 28, width: 20, channels: 3, fill_stride: 0 },
        ...{ angle: 0, degrees: 10, translate_x: 0.1, translate_y: 0.2, scale_min: 0.9, scale_max: 1.1 },
        ...{ shear_x: 0, shear_x_range: 5, shear_y: 0, shear_y_range: 0, bilinear: 1 },
      },
    });
  });

  it("takes ranges of angles, for each axis of a shear its own", () => {
    const options = { degrees: [-10, 30], shear: [5, 10, -20, 0] };
    expect(emitted(options).operation).toMatchObject({
      fields: {
        ...{ angle: 10, degrees: 20, shear_x: 7.5, shear_x_range: 2.5, shear_y: -10, shear_y_range: 10 },
      },
    });
    expect(emitted({ degrees: 0, shear: [4, 6] }).operation).toMatchObject({
      fields: { shear_x: 5, shear_x_range: 1, shear_y: 0, shear_y_range: 0 },
    });
  });

  it.each([
    [{ degrees: [20, 10] }, "degrees must be [min, max], got [20, 10]"],
    [{ degrees: 0, shear: [0, 0, 5, 4] }, "shear must be [min, max], got [5, 4]"],
  ])("refuses ends that are exchanged: %j", (options, says) => {
    expect(() => emitted(options)).toThrow(says);
  });

  it("takes one translation for both axes", () => {
    expect(emitted({ degrees: 0, translate: 0.3 }).operation).toMatchObject({
      fields: { translate_x: 0.3, translate_y: 0.3, bilinear: 0 },
    });
  });
});

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
    fill: createTensor("fill", [1]),
    scale: createTensor("scale", [1]),
  };
  for (const tensor of Object.values(tensors)) engine.arena.place(tensor);
  const emitter = createEmitter(BATCH, true);
  const y = augmentations.random_affine.build(options, [height, width, channels])(emitter, { ...tensors, targets }).x;
  const [run] = engine.load(createProgram(emitter)) as [() => void];
  elementsOf(engine, tensors.x).set(images);
  elementsOf(engine, tensors.fill).set([-1]);
  elementsOf(engine, tensors.key).set([123, 456]);
  elementsOf(engine, tensors.step).set([step]);
  run();
  const values = elementsOf(engine, y);
  return Array.from({ length: BATCH }, (_, s) => [...values.subarray(s * SIZE, (s + 1) * SIZE)]);
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

  it("turns a quarter and shears along y by the angle that is asked for", () => {
    // The middle row and the middle column exchange; 26.57° along y moves a column by half its distance from the center.
    for (const [s, pixels] of augment({ ...still, degrees: [90, 90] }).entries()) {
      const at = (row: number, column: number) => (row * width + column) * channels;
      for (let d = -2; d <= 2; d++) expect(pixels[at(2 + d, 3)]).toBe(image(s)[at(2, 3 + d)]);
    }
    const tilt = 26.565051177077994;
    for (const [s, pixels] of augment({ ...still, shear: [0, 0, tilt, tilt] }).entries()) {
      const at = (row: number, column: number) => (row * width + column) * channels;
      for (let d = -2; d <= 2; d += 2) expect(pixels[at(2, 3 + d)]).toBe(image(s)[at(2 + d / 2, 3 + d)]);
    }
  });

  it("shrinks towards the center, which stays", () => {
    for (const [s, pixels] of augment({ ...still, scale: [0.5, 0.5] }).entries()) {
      const center = (2 * width + 3) * channels;
      expect(pixels.slice(center, center + channels)).toEqual(image(s).slice(center, center + channels));
      expect(outside(pixels)).toBeGreaterThan(SIZE / 2);
    }
  });

  it.each(["degrees", "shear"] as const)("draws %s for each image and step, the same for the same ones", (option) => {
    const first = augment({ ...still, [option]: 45 });
    // Less the image's own number, so that only the geometry is compared.
    const geometry = (batch: number[][]) =>
      batch.map((pixels, s) => pixels.map((v) => (v < 0 ? v : v - s * SIZE)).join());
    expect(new Set(geometry(first)).size).toBeGreaterThan(BATCH / 2);
    expect(augment({ ...still, [option]: 45 })).toEqual(first);
    expect(augment({ ...still, [option]: 45 }, 1)).not.toEqual(first);
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
