import { describe, expect, it } from "vitest";
import { parseYaml } from "../src/parse.ts";
import { seedOverride } from "../src/resolve.ts";
import { createFileOrigin } from "../src/source.ts";
import { loader, loadText, refusalOf, specText } from "./texts.ts";

const base = specText({
  architecture:
    "architecture:\n  - relu\n  - { type: conv2d, out_channels: 4, kernel_size: [3, 5] }\n  - { type: linear, out_features: 10 }",
});
const load = (...set: string[]) => loadText(base, set);

describe("an override", () => {
  it("replaces a value, read as YAML", () => {
    expect(load("optimizer.lr=3e-4").spec.optimizer.lr).toBe(0.0003);
    expect(load("architecture.1.out_channels=32").spec.architecture[1]).toMatchObject({ out_channels: 32 });
    expect(load("architecture.1.kernel_size.1=7").spec.architecture[1]).toMatchObject({ kernel_size: [3, 7] });
    expect(load("architecture.1.padding=same").spec.architecture[1]).toMatchObject({ padding: "same" });
    expect(load("augmentation=[{type: random_affine, degrees: 5}]").spec.augmentation).toHaveLength(1);
    expect(load('name="a-b"').spec.name).toBe("a-b");
  });

  it("the last one wins", () => {
    expect(load("seed=1", "seed=2").spec.seed).toBe(2);
  });

  it("sets what the file leaves out, starting from the default", () => {
    expect(load("training.batch_size=8").spec.training).toMatchObject({ epochs: 1, batch_size: 8 });
    expect(load("loss.label_smoothing=0.1").spec.loss).toEqual({ type: "cross_entropy", label_smoothing: 0.1 });
    expect(load("lr_schedule.warmup_epochs=2").spec.lr_schedule).toEqual({ type: "constant", warmup_epochs: 2 });
    expect(load("data.validation=0.1").spec.data.validation).toBe(0.1);
    expect(load("architecture.2.init.a=1").spec.architecture[2]).toMatchObject({
      init: { type: "kaiming_uniform", a: 1 },
    });
  });

  it("expands bare strings, its own and those on its way", () => {
    expect(load("loss=mse").spec.loss).toEqual({ type: "mse" });
    expect(load("architecture.0=dropout").spec.architecture[0]).toEqual({ type: "dropout", p: 0.5 });
    expect(load("architecture.0.type=dropout", "architecture.0.p=0.2").spec.architecture[0]).toEqual({
      type: "dropout",
      p: 0.2,
    });
    expect(load("architecture.2.init=zeros").spec.architecture[2]).toMatchObject({ init: { type: "zeros" } });
  });

  it("an equals sign in the value belongs to the value", () => {
    expect(refusalOf(() => load("name=a=b")).rule).toContain('got "a=b"');
  });
});

describe("a wrong override is the file's error with the flag as its location", () => {
  it.each([
    ["optimizer.lrr=1", '[optimizers/adam] unknown key "lrr"; did you mean "lr"?'],
    ["optimzer.lr=1", '[experiment/spec] unknown key "optimzer"; did you mean "optimizer"?'],
    ["epochs=1", 'unknown key "epochs"; did you mean "training.epochs"?'],
    ["architecture.0.p=1", '[layers/relu] unknown key "p"; it has no options'],
    ["architecture.1.filters=1", '[layers/conv2d] unknown key "filters"; did you mean "out_channels"?'],
    ["architecture.1.out_channels=0", "out_channels must be an integer of at least 1, got 0"],
    ["architecture.2.init=normal", '[layers/normal] the key "std" is missing'],
    ["architecture.0=conv3d", 'unknown layer "conv3d"; did you mean "conv2d"?'],
    ["architecture.3=relu", 'architecture has no entry "3", its entries are 0 to 2'],
    ["architecture.-1=relu", 'architecture has no entry "-1"'],
    ["architecture.00=relu", 'architecture has no entry "00"'],
    ["architecture.last=relu", 'architecture has no entry "last"'],
    ["augmentation.0=random_affine", 'augmentation has no entry "0", it is empty'],
    ["name.first=x", 'name holds a single value, it has no "first"'],
    ["optimizer.lr.x=1", 'optimizer.lr holds a single value, it has no "x"'],
    ["optimizer.lr=", "an override must read path=value"],
    ["optimizer.lr", "an override must read path=value"],
    ["=1", "an override must read path=value"],
    ["optimizer..lr=1", 'the path "optimizer..lr" has an empty key'],
    ["optimizer.__proto__.lr=1", 'the key "__proto__" is not allowed'],
    ["constructor.prototype.x=1", 'the key "constructor" is not allowed'],
    ["data={prototype: 1}", 'the key "prototype" is not allowed'],
    ["optimizer.lr=.nan", "a number must be finite, got .nan"],
    ["optimizer.lr=1e999", "a number must be finite"],
    ["seed=9007199254740993", "an integer must lie within"],
    ["architecture=[relu", "broken YAML"],
    ["loss=!mse", 'the tag "!mse" is not allowed'],
  ])("--set %s", (flag, says) => {
    const error = refusalOf(() => load(flag));
    expect(error.message).toContain(says);
    expect(error.location).toBe(`--set ${flag}`);
    expect(error.printed).toBe(error.message);
  });

  it("a mistake that the override uncovers in the file keeps the file's location", () => {
    const text = specText({ optimizer: "optimizer: { type: adam, lr: 1, betas: [0.9, 0.99] }" });
    const error = refusalOf(() => loadText(text, ["optimizer.type=sgd"]));
    expect(error.message).toBe('spec.yaml:5:33: [optimizers/sgd] unknown key "betas"; known keys: lr, momentum');
  });

  it("--seed speaks for itself", () => {
    const document = { tree: parseYaml(createFileOrigin("a.yaml", base)), file: "a.yaml", source: base };
    expect(loader.resolve(document, [seedOverride(7)]).spec.seed).toBe(7);
    expect(refusalOf(() => loader.resolve(document, [seedOverride(-1)])).location).toBe("--seed -1");
  });
});
