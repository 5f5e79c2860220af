import { describe, expect, test } from "vitest";
import { RUN_SECTIONS } from "../src/run-sections.ts";
import { MODEL, madeInput, RMSE, VALUES, WORST } from "./made-runs.ts";
import { series, show } from "./show-section.ts";

const nothing = { predictions: undefined, worst: undefined, weights: undefined, model: undefined };

test("every section has a name of its own, and shows something of a whole run but for members and regression", () => {
  const names = RUN_SECTIONS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !show(name, madeInput()))).toEqual(["members", "regression"]);
});

test("a run without predictions, weights and examples keeps the other sections", () => {
  const shown = RUN_SECTIONS.filter(({ name }) => show(name, madeInput({}, nothing))).map(({ name }) => name);
  expect(shown).toEqual(["summary", "learning-curves", "learning-rate", "epoch-time", "recipe", "provenance"]);
});

test("a run that did not get through its first epoch has a summary, its recipe and its provenance", () => {
  const made = {
    epochs: [],
    record: { status: "failed", error: "out of memory", train: null, validation: null, test: null },
  } as const;
  const shown = RUN_SECTIONS.filter(({ name }) => show(name, madeInput(made, nothing))).map(({ name }) => name);
  expect(shown).toEqual(["summary", "recipe", "provenance"]);
});

describe("summary", () => {
  test("puts the test result first, with the number of wrong examples", () => {
    const { text = "", markdown = "" } = show("summary", madeInput()) ?? {};
    expect(text).toContain("Test accuracy 90.00 % 1 of 10 wrong loss 0.2500");
    expect(markdown).toContain("**Test accuracy: 90.00 %** (1 of 10 wrong), loss 0.2500");
  });

  test.each([
    [
      "diverged",
      { divergence: { step: 7, epoch: 1, tensor: "0.weight" } },
      /Diverged\..*step 7 \(epoch 1\), in “0\.weight”/,
    ],
    ["interrupted", {}, /Interrupted\..*after 4 epochs \(40 steps\)/],
    ["failed", { error: "no space left" }, /Failed\..*no space left/],
    ["running", {}, /Running\..*4 epochs/],
  ] as const)("says first that a run has %s", (status, fields, expected) => {
    const { text = "", markdown = "" } =
      show("summary", madeInput({ record: { status, test: null, ...fields } })) ?? {};
    expect(text).toMatch(expected);
    expect(markdown).toMatch(expected);
  });

  test("shows validation where there is no test split, and notes what was damaged", () => {
    const { text = "" } =
      show("summary", madeInput({ record: { test: null } }, { notes: ["worst.json is left out"] })) ?? {};
    expect(text).toContain("Validation accuracy 94.00 %");
    expect(text).toContain("worst.json is left out");
  });
});

describe("confusion matrix", () => {
  test("lists mistakes and shows every count", () => {
    const { charts = [], text, markdown } = show("confusion-matrix", madeInput()) ?? {};
    expect(text).toContain("a taken for b : 1 times, 25.0 % of its examples");
    expect(markdown).toBe("- a taken for b: 1 times, 25.0 % of its examples");
    const cells = (series(charts[0])[0]?.data ?? []) as { value: number[] }[];
    expect(cells.map(({ value }) => value[2])).toEqual([3, 1, 0, 0, 3, 0, 0, 0, 3]);
  });

  test("of more than 30 classes is the list alone", () => {
    const label = Array.from({ length: 31 }, (_, i) => String(i));
    const predictions = { ...madeInput().predictions, kind: "class", label, predicted: label.map(() => "0") } as const;
    const input = madeInput({}, { predictions: { ...predictions, score: new Float64Array(31), score_is: "output" } });
    const { charts, text } = show("confusion-matrix", input) ?? {};
    expect(charts).toEqual([]);
    expect(text).toContain("1 taken for 0");
  });
});

test("a class has precision, recall and F1, and without predictions what the run has recorded", () => {
  expect(show("per-class", madeInput())?.markdown).toContain("| a | 4 | 100.00 % | 75.00 % | 85.71 % |");
  const classes = [{ name: "a", examples: 5, accuracy: 0.8 }];
  expect(show("per-class", madeInput({ record: { classes } }, nothing))?.markdown).toContain("| a | 5 | 80.00 % |");
});

test("calibration names the error, and is left out where the model gives outputs instead of probabilities", () => {
  const { charts = [], text } = show("calibration", madeInput()) ?? {};
  expect(text).toContain("Expected calibration error 13.1");
  expect(charts.map(({ name }) => name)).toEqual(["reliability", "probabilities"]);
  const { predictions } = madeInput();
  const outputs = { ...predictions, score_is: "output" } as NonNullable<typeof predictions>;
  expect(show("calibration", madeInput({}, { predictions: outputs }))).toBeUndefined();
});

describe("worst examples", () => {
  test("that are images are pictures with what they are and what the model says", () => {
    const { html = "", text } = show("worst-examples", madeInput()) ?? {};
    expect(html).toMatch(/--sheet: url\(data:image\/png;base64,[\w+/=]+\)/);
    expect(text).toContain("a , not b 55.0 % no. 1,234");
  });

  test("that are rows of numbers with a class are called misclassified all the same", () => {
    const example = { index: 3, label: "a", predicted: "b", score: 0.9, input: Float32Array.of(0.5, 7) };
    const worst = { shape: [2], dtype: "f32", examples: [example] } as const;
    expect(show("worst-examples", madeInput({}, { worst }))?.text).toContain("Misclassified test examples");
  });

  test("that are rows of numbers are a table", () => {
    const examples = [{ index: 3, label: [1.5], predicted: [9.25], input: Float32Array.of(0.5, 7) }];
    const worst = { ...WORST, shape: [2], dtype: "f32", examples } as const;
    const { html, text, markdown } = show("worst-examples", madeInput({}, { worst, predictions: VALUES })) ?? {};
    expect(html).not.toContain("--sheet");
    expect(text).toContain("3 1.5 9.25 0.5 7");
    expect(text).toContain("The test examples furthest from the truth.");
    expect(markdown).toContain("| 3 | 1.5 | 9.25 |");
  });
});

describe("filters", () => {
  test.each([
    ["a convolution over grey images", [3, 3, 1, 2], "2 filters of 0.weight, 3 × 3"],
    ["a convolution over colours", [3, 3, 3, 2], "the colour that each looks for"],
  ])("of %s are pictures", (_, shape, expected) => {
    const weights = [{ name: "0.weight", shape, values: new Float32Array(shape.reduce((a, b) => a * b)).fill(1) }];
    expect(show("filters", madeInput({}, { weights }))?.text).toContain(expected);
  });

  test("of a linear layer are its columns as images", () => {
    expect(show("filters", madeInput())?.text).toContain("3 units of 1.weight, 2 × 2");
  });

  test.each([
    ["kernels of one pixel", [1, 1, 1, 8]],
    ["more channels than a picture has", [3, 3, 16, 8]],
    ["a linear layer over something else", [5, 3]],
  ])("are left out of %s", (_, shape) => {
    const weights = [{ name: "0.weight", shape, values: new Float32Array(shape.reduce((a, b) => a * b)) }];
    expect(show("filters", madeInput({}, { weights }))).toBeUndefined();
  });
});

test("regression shows predicted against true and the residuals, a pair of charts an output", () => {
  const made = { record: { metrics: [RMSE] } };
  const { charts = [], text } = show("regression", madeInput(made, { predictions: VALUES })) ?? {};
  expect(text).toContain("mean 0.25, half of them within ±0.5, 95 % within ±1, the largest 1");
  expect(series(charts[0])[1]?.data).toEqual([
    [1, 1.5],
    [2, 2],
    [3, 2.5],
    [4, 5],
  ]);
  const bars = (series(charts[1])[0]?.data ?? []) as number[];
  expect(bars.reduce((a, b) => a + b, 0)).toBe(4);
  const two = show("regression", madeInput(made, { predictions: { ...VALUES, size: 2 } }));
  expect(two?.charts.map(({ name }) => name)).toEqual([
    ...["predicted-against-true-0", "residuals-0", "predicted-against-true-1", "residuals-1"],
  ]);
});

test("of many outputs the first four are shown, under their names, and that is said", () => {
  const names = ["left", "right", "up", "down", "far"];
  const values = Float64Array.from({ length: 10 }, (_, i) => i);
  const predictions = { kind: "values", size: 5, target: values, predicted: values } as const;
  const model = { ...MODEL, target: { kind: "values", size: 5, names }, outputs: "values" } as const;
  const { charts = [], text, markdown } = show("regression", madeInput({}, { predictions, model })) ?? {};
  expect(charts).toHaveLength(8);
  expect(charts[2]?.title).toBe("Predicted against true, right");
  expect(text).toContain("The first 4 of 5 outputs.");
  expect(markdown).toContain("- Residuals (predicted − true), down: mean 0");
  expect(text).not.toContain("far");
});

test("learning rate and time are shown by epoch, the time as differences of the clock", () => {
  const [rate] = show("learning-rate", madeInput())?.charts ?? [];
  expect(series(rate)[0]?.data).toEqual([
    [10, 0.01],
    [20, 0.005],
    [30, 0.0033333],
    [40, 0.0025],
  ]);
  const [time] = show("epoch-time", madeInput())?.charts ?? [];
  expect(series(time)[0]?.data).toEqual([3, 3, 3, 3]);
});

test("the recipe leaves out the usual values and holds the whole spec", () => {
  const { text, html } = show("recipe", madeInput()) ?? {};
  expect(text).toContain("flatten linear {out_features: 10}");
  expect(html).toContain("init: { type: kaiming_uniform }");
});

test("the recipe names the metrics", () => {
  const { spec } = madeInput();
  const input = madeInput({}, { spec: { ...spec, metrics: [{ type: "accuracy" }, { type: "top_k", k: 5 }] } });
  expect(show("recipe", input)?.markdown).toContain("- Metrics: accuracy, top\\_k {k: 5}");
});

test("a run without a speed has no tile of it", () => {
  expect(show("summary", madeInput())?.text).toContain("Speed 12,345 /s");
  expect(show("summary", madeInput({ record: { samples_per_second: null } }))?.text).not.toContain("Speed");
});

test("members are listed by name with what each reaches alone, and an ensemble has no epochs", () => {
  const member = (run: string, accuracy: number) => ({
    ...{ run, seed: 1, test: { loss: 0.5, accuracy } },
    hashes: { spec: "a".repeat(64), final_weights: "d".repeat(64) },
  });
  const ensemble = { average: "probabilities" as const, members: [member("b/seed2", 0.8), member("a/seed1", 0.75)] };
  const made = { record: { ensemble } };
  const { markdown } = show("members", madeInput(made)) ?? {};
  expect(markdown).toContain("| a/seed1 | 75.00 % | 0.5000 |\n| b/seed2 | 80.00 % | 0.5000 |");
  const { text = "" } = show("summary", madeInput(made)) ?? {};
  expect(text).toContain("Members 2");
  expect(text).not.toContain("Epochs");
});
