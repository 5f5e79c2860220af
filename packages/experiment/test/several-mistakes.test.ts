import { describe, expect, it } from "vitest";
import { loadText, refusalOf, specText } from "./texts.ts";

const mistakesOf = (text: string, set: readonly string[] = []): string[] => {
  const error = refusalOf(() => loadText(text, set));
  return [error, ...error.others].map(({ message }) => message.replace("spec.yaml:", ""));
};

describe("mistakes that are independent are told together", () => {
  it("in the order of the file, what is missing last, each with its line and hint", () => {
    const text = specText({
      architecture:
        "architecture:\n  - { type: conv2d, filters: 16 }\n  - { type: linear, out_features: 0 }\n  - rellu",
      optimizer: 'optimizer: { type: adam, lr: "0.1" }',
      training: "training: { early_stopping: { min_delta: 0 } }",
    });
    expect(mistakesOf(text)).toEqual([
      '3:21: [layers/conv2d] unknown key "filters"; did you mean "out_channels"?',
      "4:35: [layers/linear] out_features must be an integer of at least 1, got 0",
      '5:5: [experiment/spec] unknown layer "rellu"; did you mean "relu"?',
      '6:30: [optimizers/adam] lr must be a number above 0, got "0.1"; remove the quotes',
      '7:29: [experiment/spec] the key "patience" is missing',
    ]);
    const [second] = refusalOf(() => loadText(text)).others;
    expect(second?.printed.split("\n").slice(1)).toEqual([
      "  4 |   - { type: linear, out_features: 0 }",
      "    |                                   ^",
    ]);
    expect(second).toMatchObject({ exitCode: 2, where: { file: "spec.yaml", row: 4, column: 35 }, others: [] });
  });

  it("a flag's first, as it was typed last", () => {
    expect(mistakesOf(specText({ name: "name: 3" }), ["data.validation=1.0", "optimizer.lr=0"])).toEqual([
      "--set optimizer.lr=0: [optimizers/adam] lr must be a number above 0, got 0",
      "--set data.validation=1.0: [experiment/spec] data.validation must be a count, written without a point, or a fraction below 1, got 1.0; write 1 for one example, or a fraction below 1",
      expect.stringContaining('got 3; in quotes it is a text: "3"'),
    ]);
  });

  it("ten at most", () => {
    const layers = Array.from({ length: 15 }, (_, i) => `  - nothing${i}\n`).join("");
    expect(mistakesOf(specText({ architecture: `architecture:\n${layers}` }))).toHaveLength(10);
  });
});

describe("one mistake is told once", () => {
  it.each([
    ["what an alias repeats", { architecture: "architecture: [&a { type: dropout, p: 2 }, *a, *a]" }],
    ["what a merge repeats", { architecture: "architecture: [&a { type: dropout, p: 2 }, { <<: *a }]" }],
    ["a key that stands elsewhere", { x: "epochs: 1", training: "training: { batch_size: 3 }" }],
    ["a misspelt required key", { optimizer: "optimizer: { type: adam, learning_rate: 1 }" }],
    [
      "two entries of a pair",
      { architecture: "architecture: [{ type: conv2d, out_channels: 1, kernel_size: [0, 0] }]" },
    ],
    ["a wrong type with options", { architecture: "architecture: [{ type: conv3d, filters: 3, kernel: 1 }]" }],
    ["options below the type", { architecture: "architecture: [{ linear: { filters: 3 } }]" }],
    ["a part that is a list", { loss: "loss: [mse]" }],
    ["a map for a list", { architecture: "architecture: { type: relu, x: 1 }" }],
  ])("%s", (title, sections) => {
    // Both entries of the pair are wrong, each by itself.
    expect(mistakesOf(specText(sections))).toHaveLength(title === "two entries of a pair" ? 2 : 1);
  });
});
