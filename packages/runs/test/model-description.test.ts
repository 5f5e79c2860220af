import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelDescription } from "@assay/training/events";
import { expect, test } from "vitest";
import { openRun, ResultError, readModelDescription } from "../src/index.ts";
import { fakeOutcome } from "./fake-outcome.ts";
import { request, temporaryFolder } from "./sample-runs.ts";

const TABLE: ModelDescription = {
  input: { shape: [3], dtype: "f32", names: ["age", "town=Bonn", "town=Ulm"] },
  normalization: { scale: [0.5, 1, 1], shift: [-3, 0, 0] },
  target: { kind: "values", size: 2, names: ["price", "rent"] },
  outputs: "values",
  features: [{ name: "age" }, { name: "town", categories: ["Bonn", "Ulm"] }],
  missing_means: [41.5, 0, 0],
};
const IMAGES: ModelDescription = {
  input: { shape: [2, 2, 3], dtype: "u8" },
  normalization: { scale: [1, 2, 3], shift: [0] },
  target: { kind: "class", classes: 2, names: ["cat", "dog"] },
  outputs: "logits",
  background: [1, 2.5, 3],
};

/** A folder whose model.json holds this. */
function folderWith(content: unknown): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "model.json"), typeof content === "string" ? content : JSON.stringify(content));
  return folder;
}

test.each([
  ["images", IMAGES],
  ["a table", TABLE],
])("what a finished run says of a model of %s is read as it was", (_title, model) => {
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  run.finish({ ...fakeOutcome(asked.loaded, asked), model }, 1);
  expect(readModelDescription(run.path)).toEqual(model);
});

test("a folder without model.json is answered with what to do", () => {
  expect(() => readModelDescription(temporaryFolder())).toThrow(/model\.json: is missing; .*train the run again/);
});

test("keys of later versions are let through", () => {
  expect(readModelDescription(folderWith({ ...IMAGES, later: 1 }))).toMatchObject(IMAGES);
});

/** A description with another value at a path: "input.shape". */
function changed(path: string, value: unknown, model = IMAGES): unknown {
  const copy = structuredClone(model) as unknown as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop() as string;
  keys.reduce((at, key) => at[key] as Record<string, unknown>, copy)[last] = value;
  return copy;
}

test.each([
  ["no JSON", "{", "is not valid JSON"],
  ["a list", "[]", "does not hold an object"],
  ["null", "null", "does not hold an object"],
  ["no input", changed("input", undefined), '"input" is missing'],
  ["a shape without sides", changed("input.shape", []), '"input" is'],
  ["a shape of texts", changed("input.shape", ["2", 2, 3]), '"input" is'],
  ["a negative side", changed("input.shape", [-2, 2, 3]), '"input" is'],
  ["a side of 1.5", changed("input.shape", [1.5, 2, 3]), '"input" is'],
  ["a shape that no memory holds", changed("input.shape", [1e9, 1e9, 3]), '"input" is'],
  ["another dtype", changed("input.dtype", "f64"), '"input" is'],
  ["a name too few", changed("input.names", ["a", "b"], TABLE), '"input" is'],
  ["no normalization", changed("normalization", null), '"normalization" is null'],
  ["two scales for three channels", changed("normalization.scale", [1, 2]), '"normalization" is'],
  ["no shift", changed("normalization.shift", []), '"normalization" is'],
  ["a scale that is no number", changed("normalization.scale", ["1"]), '"normalization" is'],
  ["another kind of target", changed("target.kind", "pixels"), '"target" is'],
  ["no class", changed("target.classes", 0), '"target" is'],
  ["a name for one of two classes", changed("target.names", ["cat"]), '"target" is'],
  ["outputs of another kind", changed("outputs", "odds"), '"outputs" is "odds"'],
  ["features that make too few inputs", changed("features", [{ name: "age" }], TABLE), '"features" is'],
  ["a feature without a name", changed("features", [{}, {}, {}], TABLE), '"features" is'],
  ["features of images", changed("features", []), '"features" is'],
  ["a mean too many", changed("missing_means", [1, 2, 3, 4], TABLE), '"missing_means" is'],
  ["a background of two channels", changed("background", [1, 2]), '"background" is'],
])("%s is refused, with the file", (_title, content, says) => {
  const folder = folderWith(content);
  const read = () => readModelDescription(folder);
  expect(read).toThrow(ResultError);
  expect(read).toThrow(`${join(folder, "model.json")}: ${says}`);
});
