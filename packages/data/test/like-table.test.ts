import { describe, expect, it } from "vitest";
import { readExamples, readFeatures, readNumbers } from "../src/csv/like-table.ts";
import { csv } from "../src/datasets/csv.ts";
import { resolve } from "./part-schema.ts";

const FEATURES = [{ name: "age" }, { name: "town", categories: ["Bonn", "Kiel", "Ulm"] }];
const options = (more: object = {}) => resolve(csv, { path: "train.csv", target: "buys", ...more }) as object;
const source = (text: string) => ({ path: "new.csv", bytes: Buffer.from(text) });
const rows = (text: string, more: object = {}): number[][] => {
  const { values } = readFeatures(source(text), options(more), FEATURES);
  return Array.from({ length: values.length / 4 }, (_, i) => [...values.subarray(4 * i, 4 * i + 4)]);
};

describe("rows of another table as inputs", () => {
  it("have the features and categories of the training table, in its order", () => {
    expect(rows("town,shoe,age\nUlm,40,7\nBonn,41,8\n")).toEqual([
      [7, 0, 0, 1],
      [8, 1, 0, 0],
    ]);
  });

  it("are read by the syntax of the training table, with or without its target", () => {
    expect(rows("'town';age;buys\nKiel;1;yes\n", { separator: ";", quote: "'" })).toEqual([[1, 0, 1, 0]]);
    expect(rows("\ufefftown,age\r\nKiel,1\r\n")).toEqual([[1, 0, 1, 0]]);
  });

  it("without a header are the columns by their number, or the features alone", () => {
    const named = [{ name: "1" }, { name: "3" }];
    const read = (text: string) => [
      ...readFeatures(source(text), options({ header: false, target: "2" }), named).values,
    ];
    expect(read("5,yes,6\n")).toEqual([5, 6]);
    expect(read("5,6\n")).toEqual([5, 6]);
  });

  it("keep a missing value open where means are to fill it, and refuse it otherwise", () => {
    const text = "age,town\nNA,Ulm\n3,\n";
    expect(rows(text, { missing: "mean" })).toEqual([
      [Number.NaN, 0, 0, 1],
      [3, 0, 0, 0],
    ]);
    expect(() => rows(text)).toThrow('new.csv: line 2, column "age": the value is missing');
    expect(() => rows(text, { missing: "drop" }), "no row may go").toThrow("line 2");
  });

  it.each([
    ["age\n3\n", 'new.csv: line 1: there is no column "town"; columns: age'],
    ["age,towns\n3,Ulm\n", 'line 1: there is no column "town"; did you mean "towns"?'],
    ["age,town\n3,Rome\n", 'new.csv: line 2, column "town": the category "Rome" is not in the training data'],
    ["age,town\n3,Ulm\n1,2,3\n", "new.csv: line 3: must have 2 cells as line 1 has, got 3"],
    ["age,town\nold,Ulm\n", 'new.csv: line 2, column "age": must be a number, got "old"'],
    ["age,town\n", "new.csv: has no rows"],
    ["", "new.csv: is empty"],
  ])("are refused where they are not: %j", (text, says) => {
    expect(() => rows(text)).toThrow(says);
  });

  it("of a model without features are numbers alone", () => {
    expect([...readNumbers(source("1,2\n3,4.5\n"), 2).values]).toEqual([1, 2, 3, 4.5]);
    expect(() => readNumbers(source("1,2,3\n"), 2)).toThrow(
      "line 1: must have 2 columns as the training file has, got 3",
    );
    expect(() => readNumbers(source("x,y\n1,2\n"), 2)).toThrow('line 1, column "1": must be a number, got "x"');
  });
});

describe("rows of another table as examples", () => {
  it("have the classes of the training table, though they show one alone", () => {
    const { count, inputs, targets } = readExamples(
      source("buys,town,age\nyes,Ulm,3\nyes,Ulm,4\n"),
      options(),
      FEATURES,
      ["no", "yes"],
    );
    expect([count, [...targets.values], [...inputs.values]]).toEqual([2, [1, 1], [3, 0, 0, 1, 4, 0, 0, 1]]);
  });

  it("have its values, by the names of their columns", () => {
    const asked = options({ target: ["b", "a"], kind: "values" });
    const { targets } = readExamples(source("a,b,town,age\n1,2,Ulm,3\n"), asked, FEATURES);
    expect([...targets.values]).toEqual([2, 1]);
  });

  it("are refused for a class that was not there", () => {
    const read = () => readExamples(source("buys,town,age\nmaybe,Ulm,3\n"), options(), FEATURES, ["no", "yes"]);
    expect(read).toThrow(
      'new.csv: line 2, column "buys": the class "maybe" is not in the training data; known: no, yes',
    );
  });
});
