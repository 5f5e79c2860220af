import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fillIdx } from "../../data/test/idx-files.ts";
import type { ModelDescription } from "../src/events.ts";
import { readExampleSet } from "../src/inference/index.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-examples-"));
beforeAll(() => void vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache")));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const IMAGES: ModelDescription = {
  input: { shape: [2, 3, 1], dtype: "u8" },
  normalization: { scale: [1], shift: [0] },
  target: { kind: "class", classes: 4, names: ["ant", "bee", "cat", "dog"] },
  outputs: "logits",
};

function idx(fill: Parameters<typeof fillIdx>[1], class_names: readonly string[] = []) {
  const path = mkdtempSync(join(folder, "idx-"));
  fillIdx(path, fill);
  return { type: "idx", path, test: null, prefix: "", transpose: "auto", class_names };
}

test("classes are matched by their names, in whatever order the data counts them", () => {
  const found = readExampleSet(idx({}, ["dog", "ant", "cat"]), IMAGES, false);
  // The test split has the labels 2, 0, 1: cat, dog, ant.
  expect([...found.targets]).toEqual([2, 3, 0]);
  expect(found).toMatchObject({ split: "test", examples: 3 });
  expect(found.inputs).toHaveLength(18);
  expect(found.fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

test("without a test split all of the training split is taken", () => {
  const found = readExampleSet(idx({ test: null }, ["ant", "bee", "cat"]), IMAGES, false);
  expect([...found.targets]).toEqual([0, 1, 2, 2, 1, 0]);
  expect(found).toMatchObject({ split: "training", examples: 6 });
});

test("classes without names are matched by their numbers", () => {
  const description: ModelDescription = { ...IMAGES, target: { kind: "class", classes: 10 } };
  // The labels 3 and 7 alone: classes of their own numbers.
  const found = readExampleSet(idx({ train: [3, 7, 3], test: [7, 3] }), description, false);
  expect([...found.targets]).toEqual([7, 3]);
});

test.each([
  [
    "a class that the model does not know",
    idx({}, ["ant", "bee", "cow"]),
    'the model has no class "cow"; it knows ant, bee, cat, dog',
  ],
  ["another size", idx({ image: [3, 2] }), "inputs must be 2 × 3 × 1 bytes as the model's, got 3 × 2 × 1 bytes"],
  [
    "numbers for classes",
    { type: "synthetic", kind: "regression", examples: 20, test: 0.5, features: 2, noise: 0.1, seed: 0 },
    "inputs must be 2 × 3 × 1 bytes",
  ],
])("%s is refused", (_title, asked, says) => {
  expect(() => readExampleSet(asked, IMAGES, false)).toThrow(says);
});

const csv = (text: string, more: object = {}) => {
  const path = join(mkdtempSync(join(folder, "csv-")), "other.csv");
  writeFileSync(path, text);
  const rest = { separator: ",", quote: '"', header: true, missing: "error", categorical: [] };
  return { type: "csv", path, target: "y", kind: "class", ...rest, ...more };
};
const TABLE: ModelDescription = {
  input: { shape: [3], dtype: "f32", names: ["a", "t=u", "t=v"] },
  normalization: { scale: [1], shift: [0] },
  target: { kind: "class", classes: 2, names: ["no", "yes"] },
  outputs: "logits",
  features: [{ name: "a" }, { name: "t", categories: ["u", "v"] }],
};

test("every row of a table is taken, by the categories and the classes of the model", () => {
  const found = readExampleSet(csv("y,t,a\nyes,v,1\nyes,v,2\n"), TABLE, false);
  expect(found).toMatchObject({ examples: 2, split: "training" });
  expect([[...found.targets], [...found.inputs]]).toEqual([
    [1, 1],
    [1, 0, 1, 2, 0, 1],
  ]);
});

test("what would divide a table, or fill it with means that the model has not, is refused", () => {
  expect(() => readExampleSet(csv("y,t,a\nyes,v,1\n", { test: 0.5 }), TABLE, false)).toThrow("test must be left out");
  expect(() => readExampleSet(csv("y,t,a\nyes,v,NA\n", { missing: "mean" }), TABLE, false)).toThrow(
    "missing: mean needs a model that was trained with it",
  );
});

test("the run's own table keeps its division; one with other categories by now is refused", () => {
  const text = `a,t,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i % 2 ? "u" : "v"},${i % 3 ? "no" : "yes"}`).join("\n")}\n`;
  expect(readExampleSet(csv(text, { test: 0.25 }), TABLE, true)).toMatchObject({ examples: 5, split: "test" });
  expect(() => readExampleSet(csv(text.replaceAll(",v,", ",w,"), { test: 0.25 }), TABLE, true)).toThrow(
    'input 3 must be "t=v" as the model\'s, got "t=w"',
  );
});

test("values must be as many as the model's, and are none of its classes", () => {
  const values: ModelDescription = { ...TABLE, target: { kind: "values", size: 2 }, outputs: "values" };
  const asked = csv("a,t,y\n1,u,0\n2,v,1\n", { kind: "values" });
  expect(() => readExampleSet(asked, values, true)).toThrow(
    "there must be 2 values an example as the model gives, got 1",
  );
  expect(() => readExampleSet(asked, TABLE, true)).toThrow("targets must be classes as the model's, got numbers");
});
