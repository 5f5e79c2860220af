import { describe, expect, it } from "vitest";
import { loadText, marked, refusalOf, specText } from "./texts.ts";

/** What is wrong, the section (« marks the place that the error must name), what the error says. */
const MALFORMED: readonly (readonly [title: string, sections: Readonly<Record<string, string>>, says: string])[] = [
  // keys
  ["key at the top", { x: "«colour: red" }, '[runner/spec] unknown key "colour"; known keys: name, seed, data'],
  ["misspelt key at the top", { x: "«sede: 1" }, 'unknown key "sede"; did you mean "seed"?'],
  ["key that belongs elsewhere", { x: "«epochs: 1" }, 'unknown key "epochs"; did you mean "training.epochs"?'],
  [
    "other library's section",
    { architecture: "«layers: [relu]" },
    'unknown key "layers"; did you mean "architecture"?',
  ],
  [
    "other library's option",
    { architecture: "architecture:\n  - { type: conv2d, «filters: 16, kernel_size: 3 }" },
    '[layers/conv2d] unknown key "filters"; did you mean "out_channels"?',
  ],
  [
    "misspelt option",
    { optimizer: "optimizer: { type: adam, «lrr: 1 }" },
    '[optimizers/adam] unknown key "lrr"; did you mean "lr"?',
  ],
  [
    "option of another type",
    { optimizer: "optimizer: { type: adam, lr: 1, «momentum: 0 }" },
    'unknown key "momentum"; known keys: lr, betas',
  ],
  [
    "option of a part without any",
    { architecture: "architecture: [{ type: relu, «inplace: true }]" },
    '[layers/relu] unknown key "inplace"; it has no options',
  ],
  [
    "key in training",
    { training: "training:\n  epochs: 1\n  «batchsize: 2" },
    'unknown key "batchsize"; did you mean "batch_size"?',
  ],
  ["key in data", { data: "data: { «valid: 1 }" }, 'unknown key "valid"; did you mean "validation"?'],
  ["key of Object.prototype", { data: "data: { «toString: 1 }" }, 'unknown key "toString"'],
  [
    "merge key",
    { architecture: "architecture: &a [relu]", training: "training: { «<<: *a, epochs: 1 }" },
    'unknown key "<<"',
  ],
  [
    "key in a nested layer",
    { architecture: "architecture:\n  - { type: residual, body: [{ type: dropout, «rate: 1 }] }" },
    '[layers/dropout] unknown key "rate"',
  ],
  [
    "key in a layer of a branch",
    {
      architecture:
        "architecture:\n  - type: concat\n    branches:\n      - [relu]\n      - - type: relu\n          «alpha: 1",
    },
    '[layers/relu] unknown key "alpha"',
  ],
  [
    "key in an initializer",
    { architecture: "architecture: [{ type: linear, out_features: 1, init: { type: normal, std: 1, «mean: 0 } }]" },
    '[layers/normal] unknown key "mean"',
  ],
  [
    "unknown before missing",
    { optimizer: "optimizer: { type: adam, «learning_rate: 1 }" },
    'unknown key "learning_rate"; did you mean "lr"?',
  ],
  // types of parts
  [
    "unknown layer",
    { architecture: "architecture:\n  - relu\n  - { type: «conv3d, out_channels: 3 }" },
    '[runner/spec] unknown layer "conv3d"; did you mean "conv2d"?',
  ],
  ["unknown bare layer", { architecture: "architecture:\n  - «rellu" }, 'unknown layer "rellu"; did you mean "relu"?'],
  [
    "layer of another library",
    { architecture: "architecture:\n  - «Dense" },
    'unknown layer "Dense"; did you mean "linear"?',
  ],
  [
    "layer of no library",
    { architecture: "architecture:\n  - «attention" },
    'unknown layer "attention"; known types: linear, conv2d, relu',
  ],
  ["layer named like a property of Object", { architecture: "architecture: [«valueOf]" }, 'unknown layer "valueOf"'],
  ["unknown loss", { loss: "loss: «hinge" }, 'unknown loss "hinge"; known types: cross_entropy, mse'],
  [
    "unknown optimizer",
    { optimizer: "optimizer: { type: «Adm, lr: 1 }" },
    'unknown optimizer "Adm"; did you mean "adam"?',
  ],
  ["unknown schedule", { s: "lr_schedule: «cosine" }, 'unknown schedule "cosine"; did you mean "cosine_annealing"?'],
  ["unknown dataset", { data: "data: { dataset: «cifar }" }, 'unknown dataset "cifar"; known types: mnist'],
  [
    "unknown augmentation",
    { a: "augmentation: [{ type: «affine }]" },
    'unknown augmentation "affine"; known types: random_affine',
  ],
  [
    "unknown initializer",
    { architecture: "architecture: [{ type: linear, out_features: 1, init: «xavier }]" },
    'unknown initializer "xavier"',
  ],
  [
    "part without type",
    { optimizer: "optimizer: «{ lr: 1 }" },
    'an optimizer must have a "type"; known types: sgd, adam',
  ],
  ["type that is no word", { architecture: "architecture: [{ type: «3 }]" }, "type must be a word, got 3"],
  ["part that is a list", { loss: "loss: «[mse]" }, 'loss must be a loss (a map with a "type"), got ["mse"]'],
  [
    "part that is nothing",
    { optimizer: "optimizer:«" },
    'optimizer must be an optimizer (a map with a "type"), got nothing',
  ],
  // missing
  ["no name", { name: "", architecture: "«architecture: [relu]" }, '[runner/spec] the key "name" is missing'],
  ["no optimizer", { name: "«name: a", optimizer: "" }, 'the key "optimizer" is missing'],
  ["no epochs", { training: "training: «{ batch_size: 3 }" }, 'the key "epochs" is missing'],
  [
    "bare string of a part that needs options",
    { architecture: "architecture:\n  - «linear" },
    '[layers/linear] the key "out_features" is missing',
  ],
  [
    "option missing in a block",
    { architecture: "architecture:\n  - «type: conv2d\n    out_channels: 3" },
    '[layers/conv2d] the key "kernel_size" is missing',
  ],
  // values
  ["name with a slash", { name: "name: «../x" }, 'name must be letters, digits, ".", "_" and "-"'],
  ["name with two dots", { name: "name: «a..b" }, 'no ".."), got "a..b"'],
  ["name that is hidden", { name: "name: «.a" }, 'got ".a"'],
  ["name that is too long", { name: `name: «${"x".repeat(81)}` }, "at most 80"],
  ["name with NUL", { name: 'name: «"a\\0b"' }, 'got "a\\u0000b"'],
  ["name that is a number", { name: "name: «3" }, "got 3"],
  ["negative seed", { s: "seed: «-1" }, "seed must be an integer from 0 to 2^53 - 1, got -1"],
  ["fractional seed", { s: "seed: «1.5" }, "seed must be an integer from 0 to 2^53 - 1, got 1.5"],
  [
    "seed past 2^53 as a float",
    { s: "seed: «1e17" },
    "seed must be an integer from 0 to 2^53 - 1, got 100000000000000000",
  ],
  [
    "word for a number",
    { optimizer: 'optimizer: { type: adam, lr: «"0.1" }' },
    '[optimizers/adam] lr must be a number above 0, got "0.1"',
  ],
  ["negative lr", { optimizer: "optimizer: { type: adam, lr: «-0.001 }" }, "lr must be a number above 0, got -0.001"],
  ["zero lr", { optimizer: "optimizer: { type: sgd, lr: «0 }" }, "[optimizers/sgd] lr must be a number above 0, got 0"],
  [
    "probability of one",
    { architecture: "architecture: [{ type: dropout, p: «1.0 }]" },
    "[layers/dropout] p must be a number in [0, 1), got 1",
  ],
  [
    "fraction for a count",
    { training: "training: { epochs: «0.5 }" },
    "training.epochs must be an integer of at least 1, got 0.5",
  ],
  ["zero epochs", { training: "training: { epochs: «0 }" }, "training.epochs must be an integer of at least 1, got 0"],
  [
    "yes for true",
    { architecture: "architecture: [{ type: linear, out_features: 1, bias: «yes }]" },
    'bias must be true or false, got "yes"',
  ],
  [
    "negative validation",
    { data: "data: { validation: «-3 }" },
    "data.validation must be an integer of at least 0, or a number in (0, 1), got -3",
  ],
  ["validation above 1 with a fraction", { data: "data: { validation: «1.5 }" }, "or a number in (0, 1), got 1.5"],
  ["misspelt choice", { data: "data: { normalize: «standardise }" }, 'got "standardise"; did you mean "standardize"?'],
  [
    "unknown choice",
    { data: "data: { normalize: «zscore }" },
    'data.normalize must be one of "none", "unit", "signed", "standardize", got "zscore"',
  ],
  [
    "neither of two forms",
    { architecture: "architecture: [{ type: conv2d, out_channels: 1, kernel_size: 1, padding: «valid }]" },
    'padding must be an integer of at least 0, or "same", got "valid"',
  ],
  [
    "pair of three",
    { architecture: "architecture: [{ type: conv2d, out_channels: 1, kernel_size: «[1, 2, 3] }]" },
    "kernel_size must be an integer of at least 1, or a list of 2 entries",
  ],
  [
    "wrong entry of a pair",
    { architecture: "architecture: [{ type: conv2d, out_channels: 1, kernel_size: [3, «0] }]" },
    "kernel_size.1 must be an integer of at least 1, got 0",
  ],
  ["no layers", { architecture: "architecture: «[]" }, "architecture must be a list of at least 1 entry"],
  ["layers as a map", { architecture: "architecture: «{ type: relu }" }, 'got {"type":"relu"}'],
  [
    "augmentation as a word",
    { a: "augmentation: «random_affine" },
    "augmentation must be a list, each an augmentation",
  ],
  ["training as a list", { training: "training: «[1]" }, "training must be a map, got [1]"],
  ["long value", { loss: `loss: { type: mse, «${"y".repeat(200)}: 1 }` }, "…"],
  // YAML
  ["duplicate key", { x: "seed: 1\n«seed: 2" }, '[runner/yaml] the key "seed" stands here for the second time'],
  [
    "duplicate key in a part",
    { optimizer: "optimizer: { type: adam, lr: 1, «lr: 2 }" },
    'the key "lr" stands here for the second time',
  ],
  [
    "unclosed list",
    { architecture: "architecture: [relu", optimizer: "«optimizer: adam" },
    "broken YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  ["tab as indentation", { training: "training:\n«\tepochs: 1" }, "broken YAML: Tabs are not allowed as indentation"],
  ["text after a quote", { name: 'name: "a" «b' }, "broken YAML"],
  ["anchor without value twice", { name: "name: &a «&b c" }, "broken YAML"],
  ["tag", { name: "name: «!!str a" }, 'the tag "!!str" is not allowed; write the plain value'],
  ["custom tag", { architecture: "architecture: «!js/function [relu]" }, 'the tag "!js/function" is not allowed'],
  ["directive", { name: "«%YAML 1.1\n---\nname: a" }, 'the directive "%YAML 1.1" is not allowed'],
  ["second document", { x: "«---\nname: b" }, "a second document begins here"],
  ["NaN", { optimizer: "optimizer: { type: adam, lr: «.nan }" }, "a number must be finite, got .nan"],
  ["infinity", { optimizer: "optimizer: { type: adam, lr: «-.inf }" }, "a number must be finite, got -.inf"],
  ["overflow", { optimizer: "optimizer: { type: adam, lr: «1e999 }" }, "a number must be finite, got 1e999"],
  [
    "integer past 2^53",
    { s: "seed: «9007199254740993" },
    "an integer must lie within ±(2^53 - 1), got 9007199254740993",
  ],
  ["hexadecimal past 2^53", { s: "seed: «0xffffffffffffffff" }, "an integer must lie within ±(2^53 - 1)"],
  ["__proto__", { x: "«__proto__: { a: 1 }" }, 'the key "__proto__" is not allowed'],
  [
    "__proto__ in quotes, nested",
    { data: 'data: { dataset: { type: mnist, «"__proto__": 1 } }' },
    'the key "__proto__" is not allowed',
  ],
  ["constructor", { training: "training: { epochs: 1, «constructor: 2 }" }, 'the key "constructor" is not allowed'],
  ["prototype", { architecture: "architecture: [{ «prototype: 1 }]" }, 'the key "prototype" is not allowed'],
  ["number as a key", { x: "«1: 2" }, "a key must be a word, got 1"],
  ["null as a key", { x: "«~: 2" }, "a key must be a word, got ~"],
  ["list as a key", { x: "? «[a]\n: b" }, "a key must be a plain word"],
  ["alias without anchor", { loss: "loss: «*nothing" }, "the alias *nothing has no anchor &nothing before it"],
  [
    "alias within itself",
    { architecture: "architecture: &a [relu, «*a]" },
    "the alias *a stands inside what it repeats",
  ],
  ["control character", { name: "name: a«\u0001b" }, "the control character U+0001 is not allowed"],
];

describe("a malformed spec gives one error at the right place", () => {
  it.each(MALFORMED)("%s", (_title, sections, says) => {
    const { text, place } = marked(specText(sections));
    const error = refusalOf(() => loadText(text));
    expect(error.message).toContain(says);
    expect(error.place).toBe(`spec.yaml:${place}`);
    expect(error.message).toMatch(/^spec\.yaml:\d+:\d+: \[\w+\/\w+\] [^\n]+$/);
    expect(error.exitCode).toBe(2);
  });

  it.each([
    ["", "there is nothing in it"],
    ["\n# only a comment\n", "there is nothing in it"],
    ["---\n", "there is nothing in it"],
    ["- a\n", 'the file must be a map, got ["a"]'],
    ["relu\n", 'the file must be a map, got "relu"'],
    ["~\n", "the file must be a map, got nothing"],
  ])("a file that holds %j is no spec", (text, says) => {
    const error = refusalOf(() => loadText(text));
    expect(error.message).toContain(says);
    expect(error.place).toBe("spec.yaml:1:1");
  });
});
