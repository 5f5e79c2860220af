import { InputError } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import { loadText, marked, refusalOf, specText } from "../../experiment/test/texts.ts";
import { buildParts } from "../src/parts.ts";
import { type Catalogue, registries } from "../src/registries.ts";

const schema = {};
const DATA = { shape: [8, 8, 1], dtype: "u8", target: { kind: "class", classes: 10 }, train: 1000, test: 100 };
const nothing = () => ({}) as never;

/** Parts that refuse one value each, so that the location of every refusal can be told. */
const parts = {
  ...registries,
  losses: {
    mse: { schema, accepts: ["values"], build: nothing },
    cross_entropy: {
      schema,
      accepts: ["class"],
      build: ({ label_smoothing }: { label_smoothing: number }) => {
        if (label_smoothing > 0.4)
          throw new InputError("layers/cross_entropy", "too smooth", ["label_smoothing"], "less");
        return nothing();
      },
    },
  },
  optimizers: {
    adam: {
      schema,
      build: ({ betas }: { betas: readonly number[] }) => {
        if (betas[1] === 1) throw new InputError("optimizers/adam", "beta must be below 1, got 1", ["betas", 1]);
        return nothing();
      },
    },
  },
  schedules: {
    constant: {
      schema,
      build: (
        { warmup_epochs }: { warmup_epochs: number },
        { epochs, stepsPerEpoch, baseLr }: { epochs: number; stepsPerEpoch: number; baseLr: number },
      ) => {
        if (warmup_epochs <= epochs) return () => baseLr;
        throw new InputError("optimizers/constant", `${stepsPerEpoch} steps an epoch, ${baseLr}`, ["warmup_epochs"]);
      },
    },
  },
  datasets: {
    mnist: {
      schema,
      load: nothing,
      describe: () => DATA,
    },
  },
  augmentations: {
    random_affine: {
      schema,
      build: ({ degrees }: { degrees: number }, shape: readonly number[]) => {
        if (degrees > 360) throw new InputError("data/random_affine", `too far for ${shape.join("×")}`, ["degrees"]);
        return nothing();
      },
    },
  },
} as unknown as Catalogue;

const check = (text: string, set: readonly string[] = []) => buildParts(loadText(text, set), parts);
const layers = (list: string) => ({ architecture: `architecture: [${list}]` });

describe("a spec whose parts do not fit is refused at the value", () => {
  it.each([
    [
      "kernel",
      layers("{ type: conv2d, out_channels: 1, kernel_size: «9 }, { type: linear, out_features: 10 }"),
      "[layers/conv2d] kernel_size must fit the input of 8×8, got 9×9",
    ],
    [
      "class count",
      layers("flatten, «{ type: linear, out_features: 7 }"),
      "one output for each of the 10 classes, it gives [7]",
    ],
    ["output that is too wide", layers("flatten, «relu"), "it gives [64]"],
    [
      "validation takes all",
      { data: "data: { validation: «1000 }" },
      "must leave one of 1000 examples to train on, got 1000",
    ],
    [
      "validation takes more",
      { data: "data: { validation: «5000 }" },
      "must leave one of 1000 examples to train on, got 5000",
    ],
    [
      "fraction takes all",
      { data: "data: { validation: «0.9999 }" },
      "0.9999 of 1000 examples leaves nothing to train on",
    ],
    ["fraction takes nothing", { data: "data: { validation: «0.0001 }" }, "0.0001 of 1000 examples holds out nothing"],
    [
      "batch",
      { data: "data: { validation: 1 }", training: "training: { epochs: 1, batch_size: «1000 }" },
      "batch_size must not exceed the 999 examples that are trained on, got 1000",
    ],
    [
      "augmentation",
      { a: "augmentation:\n  - { type: random_affine, degrees: 1 }\n  - { type: random_affine, degrees: «400 }" },
      "[data/random_affine] too far for 8×8×1",
    ],
    [
      "loss",
      { loss: "loss: { type: cross_entropy, label_smoothing: «0.5 }" },
      "[layers/cross_entropy] too smooth; less",
    ],
    [
      "optimizer",
      { optimizer: "optimizer: { type: adam, lr: 1, betas: [0, «1] }" },
      "[optimizers/adam] beta must be below 1",
    ],
    [
      "schedule",
      { s: "lr_schedule: { type: constant, warmup_epochs: «2 }" },
      "[optimizers/constant] 16 steps an epoch, 0.001",
    ],
  ])("%s", (_title, sections: Readonly<Record<string, string>>, says) => {
    const { text, location } = marked(specText(sections));
    const error = refusalOf(() => check(text));
    expect(error.message).toContain(says);
    expect(error.location).toBe(`spec.yaml:${location}`);
  });

  it("or at the flag that it came from", () => {
    expect(refusalOf(() => check(specText(), ["architecture.1.out_features=3"])).location).toBe("spec.yaml:4:5");
    expect(refusalOf(() => check(specText(), ["data.validation=0.9999"])).location).toBe(
      "--set data.validation=0.9999",
    );
    expect(refusalOf(() => check(specText(), ["loss.label_smoothing=0.5"])).location).toBe(
      "--set loss.label_smoothing=0.5",
    );
    // The default batch of 64 stands nowhere: the location is that of the training around it.
    expect(refusalOf(() => check(specText({ data: "data: { validation: 950 }" }))).location).toBe("spec.yaml:6:11");
  });

  it("a mistake of ours is not blamed on the spec", () => {
    const describe = () => {
      throw new RangeError("a bug");
    };
    const broken = { ...parts, datasets: { mnist: { schema, describe } } } as unknown as Catalogue;
    expect(() => buildParts(loadText(specText()), broken)).toThrow(RangeError);
  });
});

describe("a spec whose parts fit", () => {
  it("tells the sizes of the splits and gives the model", () => {
    const quarter = check(specText({ data: "data: { validation: 0.25 }" }));
    expect(quarter.sizes).toEqual({ train: 750, validation: 250, test: 100 });
    expect(quarter.model.output).toEqual([10]);
    expect(check(specText({ data: "data: { validation: 300 }" })).sizes).toMatchObject({ train: 700, validation: 300 });
    expect(check(specText()).sizes).toMatchObject({ train: 1000, validation: 0 });
  });
});
