import { describe, expect, it } from "vitest";
import { canonicalJson } from "../src/identity.ts";
import { parseYaml } from "../src/parse.ts";
import { createFileOrigin } from "../src/source.ts";
import { plainOf } from "../src/tree.ts";
import { loader, loadText, refusalOf, specText } from "./texts.ts";

const text = specText({
  architecture:
    "architecture:\n  - relu\n  - { type: residual, body: [{ type: linear, out_features: 4, init: zeros }] }\n  - { type: linear, out_features: 10 }",
});

/** The same spec: other order, other spelling, comments, an anchor, defaults written out. */
const rewritten = `# comment
training: {"batch_size": 64, epochs: 0x1}
architecture:
- type: relu   # bare
- body:
    - init: &zeros
        type: zeros
      out_features: 4.0
      type: linear
  type: residual
- {type: linear, out_features: 10, bias: true}
"name": 'small'
lr_schedule: constant
optimizer:
  lr: 1.0e-3
  type: adam
seed: -0
`;

describe("the identity of a spec", () => {
  it("does not depend on order, spelling, comments or written-out defaults", () => {
    expect(loadText(rewritten).hash).toBe(loadText(text).hash);
    expect(loadText(rewritten).resolved).toBe(loadText(text).resolved);
  });

  it("is the SHA-256 of the canonical JSON: the same on every machine and in every version", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "ä" }], a: 1e-7 })).toBe('{"a":1e-7,"b":[1,{"c":"ä","d":null}]}');
    // The reference: Python, json.dumps({"spec_version": 1, "spec": …}, sort_keys=True, separators=(",", ":")), with the
    // values of specText() as they stand there.
    expect(loadText(specText()).hash).toBe("b057a3c971d928078aa8dd1d2d1fc1cc4302da60611532022bac189b5878cc9c");
  });

  it.each([
    "name=other",
    "seed=1",
    "data.validation=1",
    "data.normalize=unit",
    "augmentation=[{type: random_affine, degrees: 1}]",
    "architecture.0=flatten",
    "architecture.1.body.0.out_features=5",
    "architecture.1.body.0.init={type: normal, std: 1}",
    "architecture.1.shortcut=[]",
    "architecture.2.bias=false",
    "loss=mse",
    "loss.label_smoothing=1e-300",
    "optimizer.type=sgd",
    "optimizer.lr=0.0010000000000000002",
    "lr_schedule.warmup_epochs=1",
    "training.epochs=2",
    "training.batch_size=63",
  ])("changes with %s", (flag) => {
    expect(loadText(text, [flag]).hash).not.toBe(loadText(text).hash);
  });

  it("changes with the order of a list", () => {
    const [first, second] = ["[relu, flatten]", "[flatten, relu]"].map((list) =>
      loadText(text, [`architecture=${list}`]),
    );
    expect(first?.hash).not.toBe(second?.hash);
  });
});

describe("a resolved spec", () => {
  it("has every default, in the order of the schema", () => {
    expect(loadText(rewritten).resolved).toBe(`name: small
seed: 0
data:
  dataset:
    type: mnist
  validation: 0
  normalize: standardize
augmentation: []
architecture:
  - type: relu
  - type: residual
    body:
      - type: linear
        out_features: 4
        bias: true
        init:
          type: zeros
    shortcut:
      - type: relu
  - type: linear
    out_features: 10
    bias: true
    init:
      type: kaiming_uniform
      a: 0
loss:
  type: cross_entropy
  label_smoothing: 0
optimizer:
  type: adam
  lr: 0.001
  betas:
    - 0.9
    - 0.999
lr_schedule:
  type: constant
  warmup_epochs: 0
training:
  epochs: 1
  batch_size: 64
  sampling: shuffle
  drop_last: false
  accumulate: 1
  eval_every: 1
  checkpoint:
    keep: 2
`);
  });

  it("is itself a spec, and the same one", () => {
    const loaded = loadText(text, ["optimizer.lr=1e-8", 'name="1e3"']);
    const again = loadText(loaded.resolved);
    expect(again.hash).toBe(loaded.hash);
    expect(again.resolved).toBe(loaded.resolved);
  });

  it("is frozen throughout", () => {
    const { spec } = loadText(text);
    expect(() => Object.assign(spec.optimizer, { lr: 1 })).toThrow(TypeError);
    expect(() => Object.assign(spec.architecture[1] as object, { body: [] })).toThrow(TypeError);
    expect(() => (spec.augmentation as unknown[]).push(1)).toThrow(TypeError);
  });

  it("leaves the document as it was", () => {
    const document = { tree: parseYaml(createFileOrigin("a", text)), file: "a", source: text };
    const before = JSON.stringify(plainOf(document.tree));
    const first = loader.resolve(document, []);
    expect(JSON.stringify(plainOf(document.tree))).toBe(before);
    expect(loader.resolve(document, []).hash).toBe(first.hash);
  });
});

describe("a location in a loaded spec", () => {
  const loaded = loadText(text, ["architecture.2.bias=false", "data.validation=3"]);

  it("is that of the value, of its key, or of the flag it came from", () => {
    expect(loaded.locate(["optimizer", "lr"])).toMatchObject({ text: "spec.yaml:6:30", row: 6, column: 30 });
    expect(loaded.locate(["optimizer", "lr"], "key").text).toBe("spec.yaml:6:26");
    expect(loaded.locate(["optimizer", "lr"]).line).toBe("optimizer: { type: adam, lr: 0.001 }");
    expect(loaded.locate(["architecture", 1, "body", 0, "init"]).text).toBe("spec.yaml:4:69");
    expect(loaded.locate(["architecture", 0, "type"]).text).toBe("spec.yaml:3:5");
    expect(loaded.locate(["architecture", 2, "bias"]).text).toBe("--set architecture.2.bias=false");
    expect(loaded.locate(["data", "validation"])).toEqual({ text: "--set data.validation=3", line: undefined });
  });

  it("is that of the nearest ancestor for what nobody wrote", () => {
    expect(loaded.locate(["architecture", 2, "init", "a"]).text).toBe("spec.yaml:5:5");
    expect(loaded.locate(["training", "batch_size"]).text).toBe("spec.yaml:7:11");
    expect(loaded.locate(["loss"]).text).toBe("spec.yaml:1:1");
  });

  it("of an alias is that of the value it repeats", () => {
    const bad = specText({ architecture: "architecture:\n  - &layer { type: dropout, p: 2 }\n  - *layer" });
    expect(refusalOf(() => loadText(bad)).location).toBe("spec.yaml:3:32");
  });
});

describe("a printed error", () => {
  it("shows the line with a mark under the column", () => {
    const bad = specText({ architecture: "architecture:\n  - { type: conv2d, filters: 16 }" });
    expect(refusalOf(() => loadText(bad)).printed).toBe(
      [
        'spec.yaml:3:21: [layers/conv2d] unknown key "filters"; did you mean "out_channels"?',
        "  3 |   - { type: conv2d, filters: 16 }",
        "    |                     ^",
      ].join("\n"),
    );
  });

  it("says the earliest of several mistakes", () => {
    const bad = specText({
      architecture: "architecture: [{ type: dropout, p: 2 }]",
      x: "colour: 1",
      optimizer: "optimizer: adam",
    });
    expect(refusalOf(() => loadText(bad)).location).toBe("spec.yaml:2:36");
  });
});
