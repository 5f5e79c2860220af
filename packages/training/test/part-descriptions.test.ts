import {
  createFileOrigin,
  examplesOf,
  type JsonSchema,
  KINDS,
  type Kind,
  type PartDefinition,
  parseYaml,
} from "@assay/experiment";
import { describe, expect, it } from "vitest";
import { prepare, registries, shippedLoader } from "../src/index.ts";

const loader = shippedLoader();

function load(spec: object) {
  const source = JSON.stringify(spec); // JSON is YAML
  return loader.resolve(
    { tree: parseYaml(createFileOrigin("example.yaml", source)), file: "example.yaml", source },
    [],
  );
}

const linear = (out_features: number, options = {}) => ({ type: "linear", out_features, ...options });
const base = {
  name: "example",
  data: { validation: 0.1 },
  architecture: ["flatten", linear(10)],
  optimizer: { type: "sgd", lr: 0.1 },
  training: { epochs: 4 },
};
const values = {
  ...base,
  data: { ...base.data, dataset: { type: "synthetic", kind: "regression" } },
  architecture: [linear(1)],
  loss: "mse",
};

/** Specs that a part of each kind may stand in: an example fits one of them. */
const around: Readonly<Record<Kind, (part: object) => object[]>> = {
  layer: (part) => [
    { ...base, architecture: [part, "flatten", linear(10)] },
    { ...base, architecture: ["flatten", part, linear(10)] },
  ],
  loss: (loss) => [
    { ...base, loss },
    { ...values, loss },
  ],
  metric: (part) => [
    { ...base, metrics: [part] },
    { ...values, metrics: [part] },
  ],
  initializer: (init) => [{ ...base, architecture: ["flatten", linear(10, { init })] }],
  optimizer: (optimizer) => [{ ...base, optimizer }],
  schedule: (lr_schedule) => [{ ...base, lr_schedule }],
  dataset: (dataset) =>
    [10, 2, 1].map((outputs) => ({
      ...(outputs === 1 ? values : base),
      data: { dataset },
      architecture: ["flatten", linear(outputs)],
    })),
  augmentation: (part) => [{ ...base, augmentation: [part] }],
};

const parts = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
  Object.entries<PartDefinition>(registries[KINDS[kind].registry]).map(([type, part]) => ({ kind, type, part })),
);

describe.each(parts)("the $kind $type", ({ kind, type, part }) => {
  const { description, properties = {} } = part.schema as JsonSchema;

  it("says in a sentence or two what it does (description, in its schema)", () => {
    expect(description).toMatch(/^[^a-z].{18,248}\.$/);
  });

  it("says of every option what it means (description, in its schema)", () => {
    expect(Object.keys(properties).filter((option) => !properties[option]?.description)).toEqual([]);
  });

  it("has examples that a spec may have (examples, in its schema), the first with all that it needs", () => {
    const specs = examplesOf(part).map((options) => around[kind]({ type, ...options }));
    expect(specs).not.toHaveLength(0);
    for (const [first = {}, ...others] of specs) {
      expect(() => load(first)).not.toThrow();
      // What is read from files has none here.
      const readsFiles = kind === "dataset" && "path" in properties;
      if (!readsFiles) expect([first, ...others].map(refusalOf)).toContain(undefined);
    }
  });
});

/** What is wrong with a spec; undefined where nothing is. */
function refusalOf(spec: object): unknown {
  try {
    prepare(load(spec));
    return undefined;
  } catch (error) {
    return error;
  }
}
