import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csv } from "../src/datasets/csv.ts";
import { type CsvFiles, createCsvFiles, rowsOf } from "./csv-files.ts";
import { resolve } from "./part-schema.ts";

let files: CsvFiles;
beforeAll(() => {
  files = createCsvFiles();
});
afterAll(() => files.remove());

const labelsOf = ({ targets }: { targets: { values: ArrayLike<number> } }) => Array.from(targets.values);

describe("the test split of a CSV file", () => {
  it("is a share of the rows, each class in proportion", () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 4 ? "a" : "b"}\n`);
    const { description, train, test } = files.read(`x,y\n${rows.join("")}`, { target: "y", test: 0.2 });
    expect(description).toMatchObject({ train: 32, test: 8 });
    expect(labelsOf(test).sort()).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    const all = [...rowsOf(train), ...rowsOf(test)].flat();
    expect(all.toSorted((a, b) => a - b)).toEqual(rows.map((_, i) => i));
    for (const split of [train, test]) {
      expect(labelsOf(split)).toEqual(rowsOf(split).map(([x = 0]) => (x % 4 ? 0 : 1)));
    }
  });

  it("is a second file, whose columns may stand in another order; categories and classes are the first one's", () => {
    const test = files.write("test.csv", "y,more,c,x\nb,?,v,9\na,?,u,8\n");
    const read = files.read("x,c,y\n1,v,b\n2,u,a\n3,w,c\n", { target: "y", test });
    expect(read.description).toMatchObject({ shape: [4], target: { names: ["a", "b", "c"] }, train: 3, test: 2 });
    expect(rowsOf(read.test)).toEqual([
      [9, 0, 1, 0],
      [8, 1, 0, 0],
    ]);
    expect(labelsOf(read.test)).toEqual([1, 0]);
  });

  it("has a number column read as one in the second file, whatever stands first there", () => {
    const test = files.write("test.csv", "x,y\nword,b\n");
    expect(() => files.read("x,y\n1,a\n2,b\n", { target: "y", test })).toThrow(
      'test.csv: line 2, column "x": must be a number, got "word"',
    );
  });

  it("is marked by a column, which is no feature", () => {
    const table = "x,part,y\n1,train,a\n2,test,b\n3,True,a\n4,0,b\n5,FALSE,a\n6,1,b\n";
    const { description, train, test } = files.read(table, { target: "y", test: { column: "part" } });
    expect(description).toMatchObject({ shape: [1], train: 3, test: 3 });
    expect([rowsOf(train), labelsOf(train)]).toEqual([
      [[1], [4], [5]],
      [0, 1, 0],
    ]);
    expect([rowsOf(test), labelsOf(test)]).toEqual([
      [[2], [3], [6]],
      [1, 0, 1],
    ]);
  });

  it("of values is divided too", () => {
    const table = "x,part,y\n1,train,0.5\n2,test,1.5\n";
    const { train, test } = files.read(table, { target: "y", kind: "values", test: { column: "part" } });
    expect([...train.targets.values, ...test.targets.values]).toEqual([0.5, 1.5]);
  });

  it("is a part of the fingerprint where it is a file", () => {
    const path = files.write("train.csv", "x,y\n1,a\n2,b\n");
    const [one, other] = ["one.csv", "other.csv"].map((name, i) => files.write(name, `x,y\n${i},a\n`));
    const fingerprints = [{}, { test: one }, { test: other }, { test: 0.5 }].map((test) =>
      csv.fingerprint(resolve(csv, { path, target: "y", ...test }) as never),
    );
    expect(new Set(fingerprints).size).toBe(3);
    expect(fingerprints[3]).toBe(fingerprints[0]);
  });
});
