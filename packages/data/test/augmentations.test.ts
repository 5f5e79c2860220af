import { createEmitter, createTensor, InputError } from "@assay/kernels";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { augmentations, datasets } from "../src/index.ts";

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
  const [affine, key, step] = [
    createTensor("affine", [2]),
    createTensor("key", [2], "i32"),
    createTensor("step", [1], "i32"),
  ];
  const targets = emitter.tensor("targets", [], "i32");
  const tensors = { x, targets, affine, key, step };
  const augmented = augmentations.random_affine.build(resolve(options).options, [28, 20, 3])(emitter, tensors);
  expect(augmented.targets).toBe(targets);
  expect(emitter.operations).toHaveLength(1);
  return { y: augmented.x, ...tensors, operation: emitter.operations[0] };
}

describe("random_affine", () => {
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
    const { x, y, affine, key, step, operation } = emitted({
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
        ...{ x, y, affine, key, step, height: 28, width: 20, channels: 3 },
        ...{ degrees: 10, translate_x: 0.1, translate_y: 0.2, scale_min: 0.9, scale_max: 1.1, shear: 5 },
        bilinear: 1,
      },
    });
  });

  it("takes one translation for both axes", () => {
    expect(emitted({ degrees: 0, translate: 0.3 }).operation).toMatchObject({
      fields: { translate_x: 0.3, translate_y: 0.3, bilinear: 0 },
    });
  });
});

describe("the registries", () => {
  const parts = { ...datasets, ...augmentations };

  it.each(Object.entries(parts))(
    "%s: a closed schema without `type`, every option described, hints to options",
    (_name, part) => {
      const { properties } = part.schema;
      expect(part.schema).toMatchObject({ type: "object", additionalProperties: false });
      expect(properties).not.toHaveProperty("type");
      for (const [key, property] of Object.entries(properties)) {
        expect(property, key).toHaveProperty("description");
        const required: readonly string[] = "required" in part.schema ? part.schema.required : [];
        if (!required.includes(key)) expect(property, key).toHaveProperty("default");
      }
      const hints = "hints" in part ? part.hints : {};
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.values(hints)));
    },
  );
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
