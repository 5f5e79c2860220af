import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPredictions } from "../src/index.ts";
import { predictionsCsv } from "../src/store/predictions.ts";
import { parsePredictions } from "../src/store/read-predictions.ts";
import { temporaryFolder } from "./sample-runs.ts";

const classes = {
  kind: "class",
  names: ["cat", 'a "dog", or\ntwo'],
  label: Uint8Array.of(0, 1),
  predicted: Int32Array.of(1, 1),
  score: Float32Array.of(0.75, Number.NaN),
  score_is: "probability",
} as const;

test("classes are read back as they were written, whatever their names", () => {
  const folder = temporaryFolder();
  expect(readPredictions(folder)).toBeUndefined();
  writeFileSync(join(folder, "predictions.csv"), predictionsCsv(classes));
  expect(readPredictions(folder)).toEqual({
    kind: "class",
    label: ["cat", 'a "dog", or\ntwo'],
    predicted: ['a "dog", or\ntwo', 'a "dog", or\ntwo'],
    score: Float64Array.of(0.75, Number.NaN),
    score_is: "probability",
  });
});

test.each([1, 2])("values are read back, %d an example", (size) => {
  const [target, predicted] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(1.5, 2, 3, 0.1)];
  const read = parsePredictions(predictionsCsv({ kind: "values", size, target, predicted }));
  expect(read).toEqual({
    ...{ kind: "values", size, target: Float64Array.from(target) },
    predicted: Float64Array.of(1.5, 2, 3, 0.1),
  });
});

test.each([
  ["index,label\n0,1\n", "line 1 is not the head of predictions: index,label"],
  ["index,label,predicted,probability\n0,1,1,0.5", "its last line is torn"],
  ["index,label,predicted,probability\n0,1,1\n", "line 2 must have 4 fields, got 3"],
  ["index,label,predicted,output\n1,1,1,0.5\n", 'line 2 must have the index 0, got "1"'],
  ["index,target,predicted\n0,1,x\n", 'line 2 must hold a number, got "x"'],
  ['index,label,predicted,output\n0,"1,1,0.5\n', "line 2: Quoted field unterminated"],
])("%j is refused: %s", (text, reason) => {
  expect(() => parsePredictions(text)).toThrow(reason);
});

test("a file that is none is refused by name", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "predictions.csv"), "x");
  expect(() => readPredictions(folder)).toThrow(`[runs/store] ${join(folder, "predictions.csv")}: `);
});
