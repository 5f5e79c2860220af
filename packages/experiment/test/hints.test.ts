import { describe, expect, it } from "vitest";
import { NAME_RULE } from "../src/name-rule.ts";
import { loadText, marked, refusalOf, specText } from "./texts.ts";

/** A section with a mark, the whole message after its location, and the hint. */
type Case = readonly [sections: Readonly<Record<string, string>>, rule: string, hint: string | undefined];

const NAME = `name must be ${NAME_RULE}`;
const COUNT = "data.validation must be a count, written without a point, or a fraction below 1";
const linear = (options: string) => ({ architecture: `architecture:\n  - { type: linear, ${options} }` });

const CASES: readonly Case[] = [
  // a count or a fraction
  [{ data: "data: { validation: «1.0 }" }, `${COUNT}, got 1.0`, "write 1 for one example, or a fraction below 1"],
  [{ data: "data: { validation: «1e0 }" }, `${COUNT}, got 1e0`, "write 1 for one example, or a fraction below 1"],
  [
    { data: "data: { validation: «5000.0 }" },
    `${COUNT}, got 5000.0`,
    "write 5000 for 5000 examples, or a fraction below 1",
  ],
  [{ data: "data: { validation: «1. }" }, `${COUNT}, got 1.`, "write 1 for one example, or a fraction below 1"],
  // texts that YAML takes for something else
  [{ name: "name: «1e10" }, `${NAME}, got 1e10`, 'in quotes it is a text: "1e10"'],
  [{ name: "name: «007" }, `${NAME}, got 007`, 'in quotes it is a text: "007"'],
  [{ name: "name: «true" }, `${NAME}, got true`, 'in quotes it is a text: "true"'],
  [{ name: "name: «null" }, `${NAME}, got null`, 'in quotes it is a text: "null"'],
  [{ name: "name: «0x1F" }, `${NAME}, got 0x1F`, 'in quotes it is a text: "0x1F"'],
  [{ name: "name: «-5" }, `${NAME}, got -5`, undefined],
  [{ name: "name:«" }, `${NAME}, got nothing`, undefined],
  // and the reverse
  [
    { optimizer: 'optimizer: { type: adam, lr: «"0.1" }' },
    'lr must be a number above 0, got "0.1"',
    "remove the quotes",
  ],
  [
    { optimizer: 'optimizer: { type: adam, lr: «"1e-3" }' },
    'lr must be a number above 0, got "1e-3"',
    "remove the quotes",
  ],
  [linear("out_features: «'10'"), 'out_features must be an integer of at least 1, got "10"', "remove the quotes"],
  [linear("out_features: «1_000"), 'out_features must be an integer of at least 1, got "1_000"', "write 1000"],
  [linear("out_features: «many"), 'out_features must be an integer of at least 1, got "many"', undefined],
  [linear("out_features: 1, bias: «yes"), 'bias must be true or false, got "yes"', "write true"],
  [linear("out_features: 1, bias: «off"), 'bias must be true or false, got "off"', "write false"],
  [linear('out_features: 1, bias: «"True"'), 'bias must be true or false, got "True"', "remove the quotes"],
  [linear("out_features: 1, bias: «0"), "bias must be true or false, got 0", "write false"],
  [
    { data: "data: { validation: «10% }" },
    'data.validation must be an integer of at least 0, or a number in (0, 1), got "10%"',
    "write 0.1",
  ],
  [
    { data: 'data: { validation: «"0.1" }' },
    'data.validation must be an integer of at least 0, or a number in (0, 1), got "0.1"',
    "remove the quotes",
  ],
  // options below the type
  [
    { architecture: "architecture:\n  - { «linear: { out_features: 10, init: { type: zeros } } }" },
    'a layer must have a "type"',
    'write { type: linear, out_features: 10, init: {"type":"zeros"} }',
  ],
  [
    { architecture: "architecture:\n  - «linear:\n      out_features: 10" },
    'a layer must have a "type"',
    "write { type: linear, out_features: 10 }",
  ],
  [
    { architecture: "architecture: [{ «Dense: { units: 10 } }]" },
    'a layer must have a "type"',
    "write { type: linear, units: 10 }",
  ],
  [{ architecture: "architecture:\n  - «relu:" }, 'a layer must have a "type"', "write relu"],
  [{ architecture: "architecture: [{ «dropout: 0.5 }]" }, 'a layer must have a "type"', "write { type: dropout, … }"],
  [
    { optimizer: "optimizer: { «adam: { lr: 0.1 } }" },
    'an optimizer must have a "type"',
    "write { type: adam, lr: 0.1 }",
  ],
  // sizes that are inferred
  ...["in_features", "in_channels", "input_shape", "input_dim", "input_size"].map(
    (key): Case => [
      linear(`«${key}: 784, out_features: 10`),
      `unknown key "${key}"`,
      "input sizes are inferred: leave it out",
    ],
  ),
  // a softmax that the loss contains
  [
    { architecture: "architecture: [flatten, { type: linear, out_features: 10 }, «log_softmax]" },
    'unknown layer "log_softmax"',
    "the loss cross_entropy contains it: leave it out",
  ],
  ...["«softmax", "{ type: «softmax }"].map(
    (layer): Case => [
      { architecture: `architecture: [flatten, { type: linear, out_features: 10 }, ${layer}]` },
      "the last layer must not be a softmax: the loss cross_entropy contains it",
      "leave it out",
    ],
  ),
  [{ architecture: "architecture: [«log_softmax, flatten]" }, 'unknown layer "log_softmax"', 'did you mean "softmax"?'],
];

describe("a softmax is no mistake", () => {
  it.each([
    ["inside a network", { architecture: "architecture: [flatten, softmax, { type: linear, out_features: 10 }]" }],
    ["inside the last layer", { architecture: "architecture: [{ type: residual, body: [softmax] }]" }],
    ["before a loss that does not contain it", { architecture: "architecture: [flatten, softmax]", loss: "loss: mse" }],
  ])("%s", (_, sections) => {
    expect(() => loadText(specText(sections))).not.toThrow();
  });
});

describe("a word of another tool, or of another YAML, gets the hint that helps", () => {
  it.each(CASES)("%j", (sections, rule, hint) => {
    const { text, location } = marked(specText(sections));
    const error = refusalOf(() => loadText(text));
    expect({ rule: error.rule, hint: error.hint }).toEqual({ rule, hint });
    expect(error.location).toBe(`spec.yaml:${location}`);
    expect(error.others).toEqual([]);
  });

  it.each([
    ["name=1e10", `${NAME}, got 1e10`, `in quotes it is a text: --set 'name="1e10"'`],
    ["data.validation=1.0", `${COUNT}, got 1.0`, "write 1 for one example, or a fraction below 1"],
    ['optimizer.lr="0.1"', 'lr must be a number above 0, got "0.1"', "remove the quotes"],
  ])("--set %s", (flag, rule, hint) => {
    expect(refusalOf(() => loadText(specText(), [flag]))).toMatchObject({ rule, hint, location: `--set ${flag}` });
  });

  it.each([
    ["data.validation=1", 1],
    ["data.validation=0.0", 0],
    ["data.validation=1e-1", 0.1],
    ["data.validation=0x10", 16],
  ])("--set %s is not vague", (flag, validation) => {
    expect(loadText(specText(), [flag]).spec.data.validation).toBe(validation);
  });

  it("an integer that is written as 64.0 can mean one thing only", () => {
    expect(loadText(specText(), ["training.batch_size=64.0"]).spec.training.batch_size).toBe(64);
  });

  it.each(["on", "2024-01-05", "yes", "1_000", "0o"])("%s is a text in YAML 1.2", (name) => {
    expect(loadText(specText({ name: `name: ${name}` })).spec.name).toBe(name);
  });
});
