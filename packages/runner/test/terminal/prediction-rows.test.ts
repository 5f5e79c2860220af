import { expect, test } from "vitest";
import { evaluationView } from "../../src/terminal/evaluation-view.ts";
import { inColumns, predictionColumns, predictionRow } from "../../src/terminal/prediction-rows.ts";
import { formatTable } from "../../src/terminal/table.ts";
import { fakeTerminal } from "./screen.ts";

const md = { format: "md", precision: 1, onlyChanged: false } as const;

test("of classes the likeliest stand side by side, with their probabilities", () => {
  const target = { kind: "class", classes: 10 } as const;
  const ranked = [
    { name: "7", score: 0.9 },
    { name: "1", score: 0.06 },
    { name: "a|b", score: 0.001 },
  ];
  const row = predictionRow(
    { input: "7.png", inverted: true },
    { kind: "class", score_is: "probability", ranked },
    target,
  );
  expect(row).toEqual({
    ...{ input: "7.png", inverted: true, prediction: "7", probability: 0.9 },
    top: [
      { class: "7", probability: 0.9 },
      { class: "1", probability: 0.06 },
      { class: "a|b", probability: 0.001 },
    ],
  });
  expect(formatTable([row], predictionColumns({ target, outputs: "logits" }, 3), md).split("\n")).toEqual([
    "| input | prediction | probability | second    | third        |",
    "| ----- | ---------- | ----------: | --------- | ------------ |",
    "| 7.png | 7          |      90.0 % | 1 (6.0 %) | a\\|b (0.1 %) |",
    "",
  ]);
});

test("outputs that are no probabilities are called so, and are no percentages", () => {
  const target = { kind: "class", classes: 2, names: ["no", "yes"] } as const;
  const ranked = [
    { name: "yes", score: 1.2345 },
    { name: "no", score: -3 },
  ];
  const row = predictionRow({ input: "a.csv", row: 2 }, { kind: "class", score_is: "output", ranked }, target);
  const [head, , line] = formatTable([row], predictionColumns({ target, outputs: "values" }, 3), md).split("\n");
  expect(head).toBe("| input   | prediction | output | second  |");
  expect(line).toBe("| a.csv:2 | yes        |   1.23 | no (-3) |");
});

test("values stand under their names, in the order of the model even where these are numbers", () => {
  const target = { kind: "values", size: 2, names: ["2020", "1999"] } as const;
  const row = predictionRow({ input: "a.csv", row: 1 }, { kind: "values", values: [1.5, 1234567] }, target);
  expect(row).toEqual({ input: "a.csv", row: 1, prediction: { 2020: 1.5, 1999: 1234567 } });
  const [head, , line] = formatTable([row], predictionColumns({ target, outputs: "values" }, 3), md).split("\n");
  expect(head).toBe("| input   | 2020 |    1999 |");
  expect(line).toBe("| a.csv:1 |  1.5 | 1234570 |");
  const unnamed = { kind: "values", size: 1 } as const;
  expect(predictionRow({ input: "x" }, { kind: "values", values: [2] }, unnamed)).toEqual({
    input: "x",
    prediction: [2],
  });
});

test("an evaluation says its figures, on how many examples of what, and the classes where they are measured", () => {
  const { terminal } = fakeTerminal();
  const result = {
    ...{ run: "cnn/seed1", path: "results/cnn/seed1" },
    data: { type: "idx", path: "other\u001b[2J", split: "training", examples: 12345 },
    metrics: [{ name: "f1", better: "higher", shown: "percent" }],
    figures: { loss: 0.25, f1: 0.5 },
    classes: [{ name: "ant", examples: 3, f1: 0.5 }],
  } as const;
  expect(evaluationView(result, terminal.out).split("\n")).toEqual([
    "class  examples       f1",
    "ant           3  50.00 %",
    "",
    "f1        50.00 %",
    "loss      0.2500",
    "examples  12,345, all of idx other\\u001b[2J",
    "run       cnn/seed1",
    "",
  ]);
});

test("in CSV each class and its probability has a column of its own", () => {
  const top = [
    { class: "a", probability: 0.7 },
    { class: "b", probability: 0.2 },
  ];
  expect(inColumns({ input: "x.png", prediction: "a", probability: 0.7, top })).toEqual({
    ...{ input: "x.png", prediction: "a", probability: 0.7 },
    ...{ class_2: "b", probability_2: 0.2 },
  });
});
