import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csv } from "../src/datasets/csv.ts";
import { type CsvFiles, createCsvFiles, rowsOf } from "./csv-files.ts";
import { resolve } from "./part-schema.ts";

let files: CsvFiles;
beforeAll(() => {
  files = createCsvFiles();
});
afterAll(() => files.remove());

const FLOWERS = "length,colour,width,species\n5.5,red,-1e2,rose\n4.25,white,+3,daisy\n.5,red,7.,rose\n";

describe("classes", () => {
  it("are the labels in the order of code units, and the other columns are the inputs, in the order of the file", () => {
    const { description, train, test } = files.read(FLOWERS, { target: "species" });
    expect(description).toEqual({
      shape: [4],
      dtype: "f32",
      target: { kind: "class", classes: 2, names: ["daisy", "rose"] },
      train: 3,
      test: 0,
    });
    expect(rowsOf(train)).toEqual([
      [5.5, 1, 0, -100],
      [4.25, 0, 1, 3],
      [0.5, 1, 0, 7],
    ]);
    expect(train.targets).toEqual({ dtype: "u8", shape: [], values: Uint8Array.of(1, 0, 1) });
    expect(test.count).toBe(0);
  });

  it("are in the order of numbers where all labels are integers", () => {
    const { description, train } = files.read("x,y\n1,10\n2,9\n3,-1\n4,10\n", { target: "y" });
    expect(description.target).toEqual({ kind: "class", classes: 3, names: ["-1", "9", "10"] });
    expect([...train.targets.values]).toEqual([2, 1, 0, 2]);
    const mixed = files.read("x,y\n1,10\n2,9\n3,a\n", { target: "y" });
    expect(mixed.description.target).toMatchObject({ names: ["10", "9", "a"] });
  });

  it("are i32 where they do not fit into a byte", () => {
    const lines = Array.from({ length: 257 }, (_, i) => `0,${256 - i}\n`);
    const { train } = files.read(`x,y\n${lines.join("")}`, { target: "y" });
    expect(train.targets.values).toEqual(Int32Array.from({ length: 257 }, (_, i) => 256 - i));
    expect(train.targets.dtype).toBe("i32");
  });

  it("may be called as an object's own keys are", () => {
    const { description } = files.read("x,y\n1,__proto__\n2,constructor\n", { target: "y" });
    expect(description.target).toMatchObject({ names: ["__proto__", "constructor"] });
  });
});

describe("values", () => {
  it("are one number or several an example, in the order of the option", () => {
    const one = files.read(FLOWERS, { target: "width", kind: "values", features: ["length"] });
    expect(one.description).toMatchObject({ shape: [1], target: { kind: "values", size: 1 } });
    expect(one.train.targets).toMatchObject({ dtype: "f32", shape: [1], values: Float32Array.of(-100, 3, 7) });
    const two = files.read(FLOWERS, { target: ["width", "length"], kind: "values" });
    expect(two.train.targets).toMatchObject({
      dtype: "f32",
      shape: [2],
      values: Float32Array.of(-100, 5.5, 3, 4.25, 7, 0.5),
    });
    expect(two.description.shape).toEqual([2 + 2]);
  });

  it("are rounded to f32 once", () => {
    const { train } = files.read("x,y\n0.1,1e-50\n3.4028234663852886e38,16777217\n", { target: "y", kind: "values" });
    expect(train.inputs.values).toEqual(Float32Array.of(0.1, 3.4028234663852886e38));
    expect([...train.targets.values]).toEqual([0, 16777216]);
  });
});

describe("features", () => {
  it("are those that are named, in their order", () => {
    const { train } = files.read(FLOWERS, { target: "species", features: ["width", "length"] });
    expect(rowsOf(train)).toEqual([
      [-100, 5.5],
      [3, 4.25],
      [7, 0.5],
    ]);
  });

  it("are categories where the first value is no number, or where they are named as such", () => {
    const table = "flag,month,only,y\ntrue,10,a,0\nfalse,9,a,1\ntrue,9,a,0\n";
    const numeric = files.read(table, { target: "y" });
    expect(rowsOf(numeric.train)).toEqual([
      [0, 1, 10, 1],
      [1, 0, 9, 1],
      [0, 1, 9, 1],
    ]);
    const { train } = files.read(table, { target: "y", categorical: ["month"] });
    expect(rowsOf(train)).toEqual([
      [0, 1, 1, 0, 1],
      [1, 0, 0, 1, 1],
      [0, 1, 0, 1, 1],
    ]);
  });

  it("of a column that is not used are not looked at", () => {
    const { train } = files.read("x,note,y\n1,2,0\n3,,1\n5,word,1\n", { target: "y", features: ["x"] });
    expect(rowsOf(train)).toEqual([[1], [3], [5]]);
  });
});

describe("a file may be written", () => {
  const expected = [
    [5.5, 1, 0, -100],
    [4.25, 0, 1, 3],
    [0.5, 1, 0, 7],
  ];

  it.each([
    ["with CRLF", FLOWERS.replaceAll("\n", "\r\n"), {}],
    ["with CRLF and LF", FLOWERS.replace("\n", "\r\n"), {}],
    ["without a last line end", FLOWERS.trimEnd(), {}],
    ["with a byte order mark", `\ufeff${FLOWERS}`, {}],
    ["with empty lines", `\n${FLOWERS.replaceAll("\n", "\n\n  \r\n")}`, {}],
    ["with spaces around cells", FLOWERS.replaceAll(",", " ,  "), {}],
    ["with semicolons", FLOWERS.replaceAll(",", ";"), { separator: ";" }],
    ["with tabs", FLOWERS.replaceAll(",", "\t"), { separator: "\t" }],
    ["with bars", FLOWERS.replaceAll(",", "|"), { separator: "|" }],
    ["with every cell in quotes", FLOWERS.replaceAll(/[^,\n]+/g, '"$&"').replaceAll("\n", "\r\n"), {}],
    ["with quotes of its own", FLOWERS.replaceAll(/[^,\n]+/g, "'$&'"), { quote: "'" }],
  ])("%s", (_, content, options) => {
    const { train, description } = files.read(content, { target: "species", ...options });
    expect(rowsOf(train)).toEqual(expected);
    expect([...train.targets.values]).toEqual([1, 0, 1]);
    expect(description.target).toMatchObject({ names: ["daisy", "rose"] });
  });

  it("without a header: columns are called 1, 2, …", () => {
    const body = FLOWERS.slice(FLOWERS.indexOf("\n") + 1);
    const { train } = files.read(body, { target: "4", header: false });
    expect(rowsOf(train)).toEqual(expected);
  });

  it("with separators, quotes and line ends in quoted cells", () => {
    const { description } = files.read('x,"the, ""y"""\n1,"a, b"\n2,"say ""no"""\n3,"two\r\nlines"\n4,5" pipe\n', {
      target: 'the, "y"',
    });
    expect(description.target).toMatchObject({ names: ['5" pipe', "a, b", 'say "no"', "two\r\nlines"] });
  });
});

describe("a file is read", () => {
  it("whole, however its rows lie in the pieces in which it is read", () => {
    // 2-byte letters and quoted line ends fall on every offset of the pieces' 1 MiB.
    const label = (i: number) => (i % 3 ? `ä${"ö".repeat(i % 7)}` : `"ü\n${"é".repeat(i % 11)}x"`);
    const rows = Array.from({ length: 150_000 }, (_, i) => `${i},${i}.5,${label(i)}\n`);
    const content = `a,b,y\n${rows.join("")}`;
    expect(Buffer.byteLength(content)).toBeGreaterThan(3 << 20);
    const { train, description } = files.read(content, { target: "y" });
    expect(train.inputs.values).toEqual(Float32Array.from({ length: 300_000 }, (_, at) => at / 2));
    const { names = [] } = description.target as { names?: string[] };
    const labels = [...train.targets.values].map((label) => names[label]);
    expect(labels.findIndex((text, i) => text !== label(i).replaceAll('"', ""))).toBe(-1);
    // The line of an error counts those in quoted cells: each third row has two.
    expect(() => files.read(`${content}1,2\n`, { target: "y" })).toThrow("data.csv: line 200002: must have 3 cells");
  });

  it("once for describe and load, and again when it has changed", () => {
    const path = files.write("twice.csv", "x,y\n1,0\n2,1\n");
    const options = resolve(csv, { path, target: "y" }) as never;
    const first = csv.load(options);
    expect(csv.load(options)).toBe(first);
    expect(csv.describe(options).shape).toBe(first.train.inputs.shape);
    const fingerprint = csv.fingerprint(options);
    files.write("twice.csv", "x,y\n1,0\n3,1\n");
    expect(csv.fingerprint(options)).not.toBe(fingerprint);
    expect(rowsOf(csv.load(options).train)).toEqual([[1], [3]]);
    expect(csv.load(resolve(csv, { path, target: "x" }) as never).train.targets.values).toEqual(Uint8Array.of(0, 1));
  });
});
