import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CsvFiles, createCsvFiles, rowsOf } from "./csv-files.ts";

let files: CsvFiles;
beforeAll(() => {
  files = createCsvFiles();
});
afterAll(() => files.remove());

const MARKS = ["", " ", "NA", "N/A", "NaN", "nan", "null", "?", '""'];
const TABLE = "a,b,y\nNA,u,0\n1,?,1\n2,v,0\n3,u,1\n";

describe("a missing value", () => {
  it.each(MARKS)("written as «%s» is an error with line and column, and what can be done", (mark) => {
    expect(() => files.read(`a,b,y\n1,2,0\n3,${mark},1\n`, { target: "y" })).toThrow(
      'data.csv: line 3, column "b": the value is missing; missing: drop leaves such rows out, missing: mean',
    );
  });

  it("is an error in the first row too, and in a column of categories", () => {
    expect(() => files.read(TABLE, { target: "y" })).toThrow('line 2, column "a": the value is missing');
    expect(() => files.read(TABLE, { target: "y", features: ["b"] })).toThrow(
      'line 3, column "b": the value is missing',
    );
  });

  it("drops its row: neither its categories nor its numbers count", () => {
    const { train, description } = files.read(`${TABLE}4,w,\n`, { target: "y", missing: "drop" });
    expect(rowsOf(train)).toEqual([
      [2, 0, 1],
      [3, 1, 0],
    ]);
    expect(train.inputs.missing).toBeUndefined();
    expect(description.train).toBe(2);
  });

  it("drops no row for a column that is not used", () => {
    const { train } = files.read(TABLE, { target: "y", missing: "drop", features: ["a"] });
    expect(rowsOf(train)).toEqual([[1], [2], [3]]);
  });

  it("is NaN among numbers and 0 in every category where the mean is to be filled in", () => {
    const { train, test } = files.read(TABLE, { target: "y", missing: "mean", test: 0.25 });
    expect(train.inputs.missing).toBe("mean");
    expect(test.inputs.missing).toBe("mean");
    const rows = [...rowsOf(train), ...rowsOf(test)];
    expect(rows).toHaveLength(4);
    for (const row of [
      [Number.NaN, 1, 0],
      [1, 0, 0],
      [2, 0, 1],
      [3, 1, 0],
    ]) {
      expect(rows).toContainEqual(row);
    }
  });

  it("in the first rows leaves open what the column holds", () => {
    const { train } = files.read("a,b,y\n,,0\n?,,1\n7,u,1\n", { target: "y", missing: "mean" });
    expect(rowsOf(train)).toEqual([
      [Number.NaN, 0],
      [Number.NaN, 0],
      [7, 1],
    ]);
  });

  it("of the target is an error that only drop can help", () => {
    for (const kind of ["class", "values"]) {
      expect(() => files.read("a,y\n1,0\n2,\n", { target: "y", kind, missing: "mean" })).toThrow(
        /line 3, column "y": the value is missing; missing: drop leaves such rows out$/,
      );
    }
  });

  it("does not excuse what is no number", () => {
    expect(() => files.read("a,y\n1,0\nnone,1\n", { target: "y", missing: "mean" })).toThrow(
      'line 3, column "a": must be a number, got "none"',
    );
  });
});
