import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { datasets } from "@assay/data";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digitPng, drawings } from "./drawn-digits.ts";
import { ASSAY, finish } from "./processes.ts";

const CNN = join(import.meta.dirname, "../../../../experiments/cnn-adam.yaml");

const folder = mkdtempSync(join(tmpdir(), "assay-predict-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const assay = (...args: string[]) => finish(ASSAY, folder, args);
const piped = (input: string | Uint8Array, ...args: string[]) => finish(ASSAY, folder, args, {}, input);
function write(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

interface Found {
  readonly input: string;
  readonly row?: number;
  readonly inverted?: boolean;
  readonly prediction: unknown;
  readonly probability?: number;
  readonly top?: readonly { readonly class: string; readonly probability: number }[];
}

function json(ended: ReturnType<typeof finish>) {
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout);
}
const predictions = (ended: ReturnType<typeof finish>): Found[] => json(ended).predictions;

/** The files of a run with their content, to see that nothing changes. */
const contents = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder, path)).map((name) => [name, readFileSync(join(folder, path, name), "latin1")]),
  );

const gray = ({ values, height, width }: { values: ArrayLike<number>; height: number; width: number }): Buffer => {
  const made = new PNG({ width, height });
  made.data = Buffer.from(Array.from(values, (value) => [value, value, value, 255]).flat());
  return PNG.sync.write(made, { colorType: 0 });
};

describe("the network of cnn-adam, trained for two epochs", () => {
  let record: { readonly path: string; readonly test: Record<string, number>; readonly test_evaluations: number };
  let before: Record<string, string>;
  beforeAll(() => {
    record = json(assay("run", CNN, "--set", "training.epochs=2", "--json"));
    before = contents(record.path);
  }, 300_000);
  afterAll(() => expect(contents(record.path), "nothing was written").toEqual(before));

  test.each(["black", "white"] as const)("nine of ten drawn digits in %s are right, 20 to 300 pixels large", (ink) => {
    for (const drawing of drawings(ink)) write(`${ink}/${drawing.digit}.png`, digitPng(drawing));
    const found = predictions(assay("predict", "cnn-adam", ink, "--json"));
    expect(found.map(({ input }) => input)).toEqual(Array.from({ length: 10 }, (_, i) => join(ink, `${i}.png`)));
    expect(found.map(({ inverted }) => inverted)).toEqual(new Array(10).fill(ink === "black"));
    expect(found.filter(({ prediction }, i) => prediction === String(i)).length).toBeGreaterThanOrEqual(9);
    for (const { prediction, probability, top = [] } of found) {
      expect(top).toHaveLength(3);
      expect(top[0]).toEqual({ class: prediction, probability });
      expect((top[0]?.probability ?? 0) >= (top[1]?.probability ?? 0)).toBe(true);
    }
  });

  test("images of the test split are predicted as predictions.csv has it, to the last digit", () => {
    const { test: split } = datasets.mnist.load({});
    const chosen = [0, 18, 247, 1234, 5000, 9999];
    for (const i of chosen) {
      const values = split.inputs.values.subarray(784 * i, 784 * (i + 1));
      write(`mnist/${String(i).padStart(5, "0")}.png`, gray({ values, height: 28, width: 28 }));
    }
    const lines = readFileSync(join(folder, record.path, "predictions.csv"), "utf8").split("\n");
    const recorded = chosen.map((i) => (lines[i + 1] as string).split(","));
    const found = predictions(assay("predict", "cnn-adam", "mnist", "--json"));
    expect(found.map(({ prediction }) => prediction)).toEqual(recorded.map(([, , predicted]) => predicted));
    expect(found.map(({ probability }) => probability)).toEqual(recorded.map(([, , , p]) => Math.fround(Number(p))));
  });

  test("evaluated on its own test split it has the recorded figures, and says on what", () => {
    const found = json(assay("evaluate", "cnn-adam", "--json", "--threads", "1"));
    expect(found.figures).toEqual(record.test);
    expect(found.data).toMatchObject({ type: "mnist", path: null, split: "test", examples: 10_000 });
    const { stdout } = assay("evaluate", "cnn-adam");
    expect(stdout).toContain(`accuracy  ${((record.test.accuracy ?? 0) * 100).toFixed(2)} %\n`);
    expect(stdout).toContain("examples  10,000, the test split of mnist\n");
  });

  test("a picture from standard input, as a table", () => {
    const [seven] = drawings("black").filter(({ digit }) => digit === 7);
    const ended = piped(digitPng(seven as never), "predict", "cnn-adam", "-", "--top", "2");
    expect(ended.stdout).toMatch(/^\| input +\| prediction \| probability \| second +\|\n/);
    expect(ended.stdout).toMatch(/\n\| standard input \| 7 +\| +\d+\.\d\d % \| \d \(\d+\.\d\d %\) \|\n$/);
    expect(ended.stderr).toContain("Inverted: 1 of 1 pictures");
  });

  test("--invert no leaves dark ink dark: no digit stands there, but a picture does", () => {
    const refused = assay("predict", "cnn-adam", "black/0.png", "--invert", "no");
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain("nothing is lighter than its border; invert: auto exchanges dark and light");
    const [found] = predictions(
      assay("predict", "cnn-adam", "black/0.png", "--invert", "no", "--frame", "fit", "--json"),
    );
    expect(found?.inverted).toBe(false);
  });

  test("a folder of images by class is evaluated, a class that the model does not know is refused", () => {
    for (const drawing of drawings("white").filter(({ digit }) => digit < 4)) {
      write(`drawn/${drawing.digit}/a.png`, digitPng(drawing));
    }
    const yaml = "{ type: image_folder, path: drawn, size: 28, channels: 1 }";
    const { data } = json(assay("evaluate", "cnn-adam", "--data", yaml, "--json"));
    expect(data).toMatchObject({ type: "image_folder", path: "drawn", split: "training", examples: 4 });
    write("other/cat/a.png", digitPng(drawings("white")[0] as never));
    write("other/dog/a.png", digitPng(drawings("white")[1] as never));
    const refused = assay("evaluate", "cnn-adam", "--data", yaml.replace("drawn", "other"));
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toBe(
      'error: [training/inference] the model has no class "cat"; it knows 0, 1, 2, 3, 4, 5, 6, 7, 8, 9\n',
    );
  });

  test.each([
    ["a file that is no picture", "notes.png", "[data/image] notes.png: must be a PNG or a JPEG, it begins with"],
    [
      "an empty picture",
      "blank.png",
      "[data/picture] blank.png: must show a digit, nothing is lighter than its border",
    ],
    ["nothing", "nowhere.png", '[runner/predict] there is no file or folder "nowhere.png"'],
    ["a folder without pictures", "results", '[runner/predict] "results" holds no picture; pictures end in .png'],
  ])("%s is one clear error, and nothing is printed before it", (_title, name, says) => {
    write("notes.png", "these are notes");
    write("blank.png", gray({ values: new Uint8Array(900).fill(255), height: 30, width: 30 }));
    write("good.png", digitPng(drawings("white")[3] as never));
    const ended = assay("predict", "cnn-adam", "good.png", name);
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain(`error: ${says}`);
    expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test.each([
    [
      "a path that is not there",
      "nowhere",
      '[runner/commands] --data: there is no file or folder "nowhere"; give a folder',
    ],
    ["an unknown dataset", "{ type: mnits }", "[experiment/spec] --data: "],
    [
      "images of another size",
      "{ type: image_folder, path: drawn, size: 32, channels: 1 }",
      "inputs must be 28 × 28 × 1 bytes as the model's, got 32 × 32 × 1 bytes",
    ],
    [
      "points for pictures",
      "{ type: synthetic, kind: moons }",
      "inputs must be 28 × 28 × 1 bytes as the model's, got 2 numbers",
    ],
  ])("--data: %s is refused", (_title, data, says) => {
    const ended = assay("evaluate", "cnn-adam", "--data", data);
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain(says);
  });

  test("a run whose files do not belong together, or without a model, is refused with exit 1", () => {
    const copy = join("results", "damaged", "seed1-00000000");
    for (const [name, content] of Object.entries(before)) write(join(copy, name), Buffer.from(content, "latin1"));
    const model = before["model.json"]?.replace("[28,28,1]", "[32,32,1]") ?? "";
    write(join(copy, "model.json"), model);
    const ended = assay("predict", copy, "good.png");
    expect(ended).toMatchObject({ status: 1, stdout: "" });
    expect(ended.stderr).toMatch(
      /the weights must have 9\.weight of \[\d+, 128\] as the architecture, they have \[1152, 128\]/,
    );
    rmSync(join(folder, copy, "model.json"));
    expect(assay("evaluate", copy)).toMatchObject({ status: 1, stdout: "" });
    expect(assay("evaluate", copy).stderr).toContain(
      "model.json: is missing; no model was saved, or an earlier version",
    );
  });
});

describe("a table", () => {
  const rows = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => {
      const [age, town] = [(i * 37) % 100, ["Bonn", "Kiel", "Ulm"][i % 3] as string];
      return `${age},${town},${age > 50 ? "yes" : "no"},${age / 10 + (i % 3)}`;
    });
  const spec = (name: string, target: string, loss: string) => `name: ${name}
data: { dataset: { type: csv, path: train.csv, ${target}, features: [age, town], missing: mean, test: 0.2 } }
architecture: [{ type: linear, out_features: 8 }, relu, { type: linear, out_features: ${loss === "mse" ? 1 : 2} }]
loss: ${loss}
optimizer: { type: adam, lr: 0.05 }
training: { epochs: 20, batch_size: 16 }
`;
  beforeAll(() => {
    write("train.csv", `age,town,buys,price\n${rows(200).join("\n")}\n`);
    write("buys.yaml", spec("buys", "target: buys", "cross_entropy"));
    write("price.yaml", spec("price", "target: price, kind: values", "mse"));
    for (const name of ["buys", "price"]) json(assay("run", `${name}.yaml`, "--json"));
  });

  test("its columns are found by name, the target may be missing, a missing value is filled", () => {
    const text = "town,shoe,age\nUlm,40,95\nKiel,41,3\n,42,NA\n";
    write("new.csv", text);
    const found = predictions(assay("predict", "buys", "new.csv", "--json"));
    expect(found.map(({ input, row }) => `${input}:${row}`)).toEqual(["new.csv:1", "new.csv:2", "new.csv:3"]);
    expect(found.slice(0, 2).map(({ prediction }) => prediction)).toEqual(["yes", "no"]);
    const again = predictions(piped(text, "predict", "buys", "-", "--json"));
    expect(again.map(({ input: _, ...row }) => row)).toEqual(found.map(({ input: _, ...row }) => row));
  });

  test("numbers are predicted under the name of their column", () => {
    write("two.csv", "age,town\n95,Ulm\n3,Bonn\n");
    const found = predictions(assay("predict", "price", "two.csv", "--json"));
    const prices = found.map(({ prediction }) => (prediction as { price: number }).price);
    expect(Math.abs((prices[0] ?? 0) - 11.5)).toBeLessThan(2);
    expect(Math.abs((prices[1] ?? 0) - 0.3)).toBeLessThan(2);
    const csv = assay("predict", "price", "two.csv", "--format", "csv").stdout.split("\n");
    expect(csv.slice(0, 2)).toEqual(["input,row,prediction.price", `two.csv,1,${prices[0]}`]);
  });

  test("every row of another file is evaluated, with the run's own classes and normalization", () => {
    // One class and one category alone: nothing could be measured on it.
    write("other.csv", `buys,town,age\n${[60, 70, 80, 90, 20].map((age) => `yes,Kiel,${age}`).join("\n")}\n`);
    const { figures, data } = json(assay("evaluate", "buys", "--data", "other.csv", "--json"));
    expect(data).toMatchObject({ type: "csv", path: "other.csv", split: "training", examples: 5 });
    expect(figures.accuracy).toBe(0.8);
    const own = json(assay("evaluate", "buys", "--json"));
    const [path] = readdirSync(join(folder, "results/buys"));
    const { test: recorded } = JSON.parse(
      readFileSync(join(folder, "results/buys", path as string, "run.json"), "utf8"),
    );
    expect(own.figures).toEqual(recorded);
    expect(own.data).toMatchObject({ split: "test", examples: 40 });
  });

  test.each([
    ["a column that is missing", "age\n3\n", 'line 1: there is no column "town"; columns: age'],
    [
      "a category that was not there",
      "age,town\n3,Rome\n",
      'line 2, column "town": the category "Rome" is not in the training data',
    ],
    ["a word for a number", "age,town\n3,Ulm\nx,Ulm\n", 'line 3, column "age": must be a number, got "x"'],
    ["no row", "age,town\n", "has no rows"],
    ["a NUL byte", "age,town\n3,U\0lm\n", "holds a NUL byte: it is no UTF-8 text"],
  ])("%s is one clear error with file and line", (_title, content, says) => {
    write("bad.csv", content);
    write("two.csv", "age,town\n95,Ulm\n3,Bonn\n");
    const ended = assay("predict", "buys", "two.csv", "bad.csv");
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toMatch(/^error: \[data\/csv\] bad\.csv: /);
    expect(ended.stderr).toContain(says);
  });

  test("a picture is said to be one, and flags that change nothing for tables are refused", () => {
    write("digit.png", digitPng(drawings("white")[1] as never));
    write("two.csv", "age,town\n95,Ulm\n3,Bonn\n");
    const picture = assay("predict", "buys", "digit.png");
    expect(picture).toMatchObject({ status: 2, stdout: "" });
    expect(picture.stderr).toContain("digit.png is a picture, and this run takes rows of a CSV file");
    const flag = assay("predict", "buys", "two.csv", "--invert", "yes");
    expect(flag).toMatchObject({ status: 2, stdout: "" });
    expect(flag.stderr).toContain("--invert is for pictures, and this run takes tables; leave it out");
  });

  test("a class that the model does not know is refused with its line", () => {
    write("other.csv", "age,town,buys\n3,Ulm,no\n4,Ulm,maybe\n");
    const ended = assay("evaluate", "buys", "--data", "other.csv");
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toContain(
      'other.csv: line 3, column "buys": the class "maybe" is not in the training data; known: no, yes',
    );
  });
});
