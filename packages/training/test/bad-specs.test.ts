import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marked, refusalOf } from "../../experiment/test/texts.ts";
import { loadSpec, prepare } from "../src/index.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-bad-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GOOD = `name: good
data: { validation: 5000 }
augmentation:
  - { type: random_affine, degrees: 10 }
architecture:
  - { type: conv2d, out_channels: 4, kernel_size: 3, padding: same }
  - batch_norm
  - type: residual
    body:
      - { type: conv2d, out_channels: 4, kernel_size: 3, padding: same }
  - { type: max_pool2d, kernel_size: 2 }
  - flatten
  - { type: linear, out_features: 10 }
optimizer: { type: adam, lr: 0.001 }
lr_schedule: { type: cosine_annealing, warmup_epochs: 1 }
training: { epochs: 2 }
`;

const open = (text: string, set: readonly string[] = []) => {
  writeFileSync(join(folder, "bad.yaml"), text);
  return prepare(loadSpec(join(folder, "bad.yaml"), { set }));
};
const change = (from: string, to: string) => {
  if (!GOOD.includes(from)) throw new Error(`the good spec has no ${from}`);
  return GOOD.replace(from, to);
};

describe("with the parts that Assay ships, a bad spec gives one error with file, line and column", () => {
  it.each([
    [
      "unknown key",
      change("{ type: conv2d, out_channels", "{ type: conv2d, «filters"),
      '[layers/conv2d] unknown key "filters"; did you mean "out_channels"?',
    ],
    [
      "wrong type",
      change("kernel_size: 3", "kernel_size: «three"),
      "[layers/conv2d] kernel_size must be an integer in [1, 10000], or a list of 2 entries",
    ],
    [
      "unknown layer",
      change("- batch_norm", "- «batchnrom"),
      '[experiment/spec] unknown layer "batchnrom"; did you mean "batch_norm"?',
    ],
    [
      "kernel larger than its input",
      change("kernel_size: 2", "kernel_size: «29"),
      "[layers/max_pool2d] kernel_size must fit the input of 28×28, got 29×29",
    ],
    ["linear on a map", change("- flatten\n  - {", "- «{"), "[layers/linear] needs a flat input, got a map of 14×14×4"],
    ["negative lr", change("lr: 0.001", "lr: «-0.001"), "[optimizers/adam] lr must be a number above 0, got -0.001"],
    [
      "schedule that follows the test split",
      change("{ type: cosine_annealing, warmup_epochs: 1 }", "{ type: reduce_on_plateau, monitor: «test.loss }"),
      "[optimizers/reduce_on_plateau] monitor must not be test.loss: the test split chooses nothing",
    ],
    [
      "schedule inside a schedule",
      change(
        "{ type: cosine_annealing, warmup_epochs: 1 }",
        "{ type: sequential, milestones: [1], schedules: [constant, «reduce_on_plateau] }",
      ),
      "[optimizers/sequential] reduce_on_plateau watches the whole training and cannot be a part of it",
    ],
    [
      "start that no bias can have",
      change("out_features: 10", "out_features: 10, bias_init: «orthogonal"),
      "[layers/orthogonal] needs a weight of two axes or more, got [10]; use it for init, not bias_init",
    ],
    ["duplicate key", `${GOOD}«name: again\n`, '[experiment/yaml] the key "name" stands here for the second time'],
    ["broken YAML", change("epochs: 2 }", "epochs: 2«"), "[experiment/yaml] broken YAML: "],
    [
      "__proto__",
      change("{ epochs: 2 }", "{ epochs: 2, «__proto__: { a: 1 } }"),
      '[experiment/yaml] the key "__proto__" is not allowed',
    ],
    // What only the parts together can tell.
    [
      "class count",
      change("- { type: linear, out_features: 10", "- «{ type: linear, out_features: 11"),
      "[experiment/spec] the last layer must give one output for each of the 10 classes, it gives [11]",
    ],
    [
      "kernel in a nested layer",
      change("4, kernel_size: 3, padding: same }\n  - { type: max", "4, kernel_size: «99 }\n  - { type: max"),
      "kernel_size must fit the input of 28×28, got 99×99",
    ],
    [
      "branches of two shapes",
      change("body:\n      - { type: conv2d, out_channels: 4", "body: \n      «- { type: conv2d, out_channels: 8"),
      "[layers/residual] body and shortcut must end in one shape, got 28×28×8 and 28×28×4",
    ],
    [
      "everything held out",
      change("validation: 5000", "validation: «60000"),
      "validation must leave one of 60000 examples to train on, got 60000",
    ],
    [
      "batch",
      change("{ epochs: 2 }", "{ epochs: 2, batch_size: «55001 }"),
      "batch_size must not exceed the 55000 examples that are trained on, got 55001",
    ],
    [
      "warm-up",
      change("warmup_epochs: 1", "warmup_epochs: «3"),
      "warmup_epochs must not exceed the 2 epochs of training, got 3",
    ],
    [
      "momentum",
      change("{ type: adam, lr: 0.001 }", "{ type: sgd, lr: 1, nesterov: «true }"),
      "[optimizers/sgd] nesterov needs a momentum above 0",
    ],
    [
      "no end",
      change("training: { epochs: 2 }", "training: «{ batch_size: 8 }"),
      "must say how long: epochs, or steps",
    ],
    [
      "two ends",
      change("{ epochs: 2 }", "{ epochs: 2, steps: «3 }"),
      "[training] must have epochs or steps, not both, got 2 and 3",
    ],
    [
      "more batches an update than there are",
      change("{ epochs: 2 }", "{ epochs: 2, batch_size: full, accumulate: «2 }"),
      "accumulate must not exceed the one batch of an epoch, got 2",
    ],
    [
      "two limits",
      change("{ epochs: 2 }", "{ epochs: 2, gradient_clip: «{ norm: 1, value: 2 } }"),
      "[optimizers/gradient_clip] must have norm or value, not both, got 1 and 2",
    ],
    [
      "a group without members",
      change(
        "lr: 0.001 }",
        'lr: 0.001, groups: [{ parameters: "*.bias", lr_factor: 2 }, { parameters: «"*.biases", lr_factor: 2 }] }',
      ),
      '[optimizers/adam] no parameter is called "*.biases"; known: 0.weight, 0.bias, 1.weight',
    ],
    [
      "a group that changes nothing",
      change("lr: 0.001 }", 'lr: 0.001, groups: [«{ parameters: "*.bias" }] }'),
      "[optimizers/adam] groups[0] changes nothing; set its lr_factor or weight_decay",
    ],
    [
      "a group whose parameters another has",
      change(
        "lr: 0.001 }",
        'lr: 0.001, groups: [{ parameters: "*", lr_factor: 2 }, { parameters: «"*.bias", lr_factor: 1 }] }',
      ),
      "[optimizers/adam] the groups before it have all parameters of groups[1]",
    ],
    [
      "how a bias starts that is not there",
      change(
        "- { type: linear, out_features: 10",
        "- { type: linear, bias: false, bias_init: «zeros, out_features: 10",
      ),
      "[layers/linear] bias_init needs a bias, and bias is false; leave it out",
    ],
    [
      "the test split would choose",
      change("{ epochs: 2 }", "{ epochs: 2, early_stopping: { patience: 2, monitor: «test.loss } }"),
      "monitor must not be test.loss: the test split chooses nothing; known: validation.loss, validation.accuracy",
    ],
    [
      "nothing of that name is measured",
      change("{ epochs: 2 }", "{ epochs: 2, early_stopping: { patience: 2, monitor: «validation.f1 } }"),
      'monitor "validation.f1" is not measured; known: validation.loss, validation.accuracy, train.loss',
    ],
    [
      "nothing is held out",
      change("{ validation: 5000 }", "{ validation: 0 }").replace(
        "{ epochs: 2 }",
        "{ epochs: 2, early_stopping: «{ patience: 2 } }",
      ),
      "monitor validation.loss needs examples held out; write data.validation: 0.1, or watch train.loss",
    ],
    [
      "a crop of another size",
      change("{ type: random_affine, degrees: 10 }", "{ type: random_crop, padding: 4, size: «24 }"),
      "[data/random_crop] size must be that of the images, 28×28, got 24×24; leave it out, and set padding",
    ],
    [
      "a metric that needs no mention",
      `${GOOD}metrics: [accuracy, «confusion_matrix]\n`,
      'unknown metric "confusion_matrix"; a run keeps its predictions, and its report has the matrix: leave it out',
    ],
    [
      "the calibration of what is no probability",
      `${GOOD}loss: mse\nmetrics: [accuracy, «calibration_error]\n`,
      "[layers/calibration_error] needs probabilities, and the outputs of a model for mse are none; with the loss",
    ],
    [
      "a table mirrored",
      change("random_affine, degrees: 10", "random_horizontal_flip")
        .replace("- { type: random", "- «{ type: random")
        .replace("{ validation: 5000 }", "{ dataset: { type: synthetic, kind: moons } }"),
      "[data/random_horizontal_flip] needs images of [height, width, channels], the inputs are [2]",
    ],
    [
      "normalized by features of images",
      change("{ validation: 5000 }", "{ validation: 5000, normalize_per: «feature }"),
      "[data/normalize] normalize_per of images must be all or channel, got feature",
    ],
  ])("%s", (_title, withMark, says) => {
    const { text, location } = marked(withMark);
    const error = refusalOf(() => open(text));
    expect(error.message).toContain(says);
    expect(error.location).toBe(`${join(folder, "bad.yaml")}:${location}`);
    expect(error.exitCode).toBe(2);
    expect(error.printed.split("\n").length).toBeLessThanOrEqual(3);
  });

  it("missing file", () => {
    const error = refusalOf(() => prepare(loadSpec(join(folder, "none.yaml"), {})));
    expect(error.message).toBe(`${join(folder, "none.yaml")}:1:1: [experiment/file] there is no such file`);
  });

  it("or with the flag that it came from", () => {
    const error = refusalOf(() => open(GOOD, ["architecture.3.kernel_size=29"]));
    expect(error.message).toContain("--set architecture.3.kernel_size=29: [layers/max_pool2d] kernel_size must fit");
  });

  it("while the good one opens", () => {
    const { parts, loaded } = open(GOOD);
    expect(loaded.spec.name).toBe("good");
    expect(parts.model.output).toEqual([10]);
    expect(parts.sizes).toEqual({ train: 55000, validation: 5000, test: 10000 });
  });
});
