import { InputError } from "@assay/kernels";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csv } from "../src/datasets/csv.ts";
import { type CsvFiles, createCsvFiles } from "./csv-files.ts";
import { GOOD, headerMutations, type Mutation, textMutations } from "./csv-mutations.ts";
import { testFileMutations, testMutations, valueMutations } from "./csv-value-mutations.ts";
import { resolve } from "./part-schema.ts";

let files: CsvFiles;
beforeAll(() => {
  files = createCsvFiles();
});
afterAll(() => files.remove());

const mutations = [...textMutations, ...headerMutations, ...valueMutations, ...testMutations];

/** What a read threw, as a text without the part that speaks. @throws Error unless it was one InputError */
function refusalOf(read: () => unknown): InputError {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw new Error(`an error that is no InputError: ${error}`, { cause: error });
  }
  throw new Error("the damage was not found");
}

function expectRefusal(read: () => unknown, file: string, { error, hint }: Mutation): void {
  const refusal = refusalOf(read);
  expect(refusal.part).toBe("data/csv");
  expect(refusal.rule).toContain(`${file}: ${error}`);
  if (hint !== undefined) expect(refusal.hint).toContain(hint);
  expect(refusal.message).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(refusal.message.length).toBeLessThan(400);
}

describe("a damaged CSV file is refused, with its name and the line", () => {
  it("unless it is the good one", () => {
    expect(files.read(GOOD, { target: "class" }).train.count).toBe(6);
    expect(files.read(GOOD, { target: "class", test: { column: "part" } }).test.count).toBe(2);
    expect(mutations.length + testFileMutations.length).toBeGreaterThanOrEqual(45);
  });

  it.each(mutations)("$what", (mutation) => {
    const { content = GOOD, options } = mutation;
    expectRefusal(() => files.read(content, { target: "class", ...options }), "data.csv", mutation);
  });

  it.each(testFileMutations)("the test file of two: $what", (mutation) => {
    const test = files.write("test.csv", mutation.content ?? GOOD);
    const options = { target: "class", test, ...mutation.options };
    expectRefusal(() => files.read(GOOD, options), "test.csv", mutation);
  });

  it.each([
    ["a missing file", "nothing.csv", "there is no such file"],
    ["a folder", "", "must be a file"],
    ["a path through a file", "data.csv/x.csv", "ENOTDIR, cannot be read"],
    ["a path with a NUL", "a\0b.csv", "cannot be read"],
  ])("%s", (_, name, error) => {
    const path = files.write("data.csv", GOOD).replace("data.csv", name);
    const options = resolve(csv, { path, target: "class" }) as never;
    for (const read of [csv.load, csv.describe, csv.fingerprint]) {
      expect(refusalOf(() => read(options)).rule).toContain(error);
    }
  });
});

describe("any bytes at all", () => {
  it("are read, or refused with an InputError: the good file cut off at every byte", () => {
    const options = resolve(csv, { path: files.write("data.csv", GOOD), target: "class" }) as never;
    for (let end = 0; end < GOOD.length; end++) {
      files.write("data.csv", GOOD.slice(0, end));
      try {
        csv.load(options);
      } catch (error) {
        expect(error, `cut at ${end}`).toBeInstanceOf(InputError);
      }
    }
  });

  it("are read, or refused with an InputError: the good file with each byte replaced", () => {
    const marks = [0, 10, 13, 34, 44, 59, 0xc3, 0xff];
    const given = { path: files.write("data.csv", GOOD), target: "class", missing: "mean", test: { column: "part" } };
    const options = resolve(csv, given) as never;
    for (let at = 0; at < GOOD.length; at++) {
      const content = Buffer.from(GOOD);
      content[at] = marks[at % marks.length] as number;
      files.write("data.csv", content);
      try {
        csv.load(options);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(InputError);
      }
    }
  });
});

describe("a quote that never ends", () => {
  it("is refused before much of the file is read", () => {
    const content = `x,y\n"1,0\n${"1,0\n".repeat(6 << 20)}`;
    const refusal = refusalOf(() => files.read(content, { target: "y" }));
    expect(refusal.rule).toBe("data.csv: line 2: the row must end within 16 MiB");
    const single = refusalOf(() => files.read(`x,y\n1,${"0".repeat(20 << 20)}\n`, { target: "y" }));
    expect(single.rule).toBe("data.csv: line 2: the line must end within 16 MiB");
  });
});

describe("options that do not go together", () => {
  it.each([
    [{ target: ["class", "age"] }, ["target"], "the target must be the name of one column"],
    [{ features: ["age", "class"] }, ["features", 1], '"class" is the target, it cannot be a feature'],
    [{ features: ["part"], test: { column: "part" } }, ["features", 0], '"part" is the column of test'],
    [{ test: { column: "class" } }, ["test", "column"], '"class" is the target, it cannot say'],
    [{ categorical: ["class"] }, ["categorical", 0], '"class" is no feature'],
    [{ separator: "|", quote: "|" }, ["quote"], "quote and separator must differ"],
    [{ test: 0.99 }, ["test"], "test 0.99 of 6 examples leaves nothing to train on"],
  ])("%j", (options, path, rule) => {
    const refusal = refusalOf(() => files.read(GOOD, { target: "class", ...options }));
    expect(refusal.path).toEqual(path);
    expect(refusal.rule).toContain(rule);
  });

  it.each([
    { separator: "" },
    { separator: ";;" },
    { separator: '"' },
    { separator: "\n" },
    { quote: "''" },
    { test: 1 },
  ])("%j is refused by the schema", (options) => {
    expect(() => resolve(csv, { path: "x", target: "y", ...options })).toThrow("the schema refuses");
  });

  it("more categories than a column can hold", () => {
    const content = `x,y\n${Array.from({ length: 65_537 }, (_, i) => `v${i},${i % 2}\n`).join("")}`;
    const refusal = refusalOf(() => files.read(content, { target: "y" }));
    expect(refusal.rule).toBe('data.csv: line 65538, column "x": must hold at most 65536 different values');
    const wide = Array.from({ length: 40_000 }, (_, i) => `v${i},${i % 2}\n`).join("");
    expect(refusalOf(() => files.read(`x,y\n${wide}`, { target: "y" })).rule).toContain(
      "must fit into 4 GiB, got 40000 rows of 40000 inputs",
    );
  });
});
