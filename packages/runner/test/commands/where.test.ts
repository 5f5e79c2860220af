import { UsageError } from "@assay/runs";
import { describe, expect, test } from "vitest";
import { stored } from "../../../runs/test/sample-runs.ts";
import { runsWhere } from "../../src/commands/where.ts";

const RUNS = [
  stored({ name: "a", optimizer: { type: "sgd", lr: 0.1 } }, 0.9),
  stored({ name: "b", optimizer: { type: "adam", lr: 0.001 } }, 0.95),
  stored({ name: "c", optimizer: { type: "adam", lr: 0.01 } }, 0.8, { status: "interrupted" }),
];
const named = (...conditions: string[]): string =>
  runsWhere(RUNS, conditions)
    .map(({ record }) => record.name)
    .join("");

describe("--where", () => {
  test.each([
    ["optimizer.lr<0.01", "b"],
    ["optimizer.lr <= 1e-2", "bc"],
    ["optimizer.lr>0.01", "a"],
    ["optimizer.lr>=0.01", "ac"],
    ["optimizer.lr=0.10", "a"],
    ["optimizer.type==adam", "bc"],
    ["optimizer=adam", "bc"],
    ["optimizer!='adam'", "a"],
    ["test.accuracy>=0.9", "ab"],
    ["status=completed", "ab"],
    ["architecture.1.out_features=10", "abc"],
    ["architecture.1.out_features<10", ""],
  ])("%s", (condition, expected) => {
    expect(named(condition)).toBe(expected);
  });

  test("all conditions must hold, none keeps every run", () => {
    expect(named("optimizer=adam", "status=completed")).toBe("b");
    expect(named()).toBe("abc");
  });

  test.each([
    ["optimizer.lr", "must be a key, a comparison and a value"],
    ["<3", "must be a key, a comparison and a value"],
    ["optimizer.l<3", 'names a key that none of the runs has; did you mean "optimizer.lr"?'],
    ["__proto__.x=3", "names a key that none of the runs has"],
    ["constructor=3", "names a key that none of the runs has"],
  ])("%s is refused in one line", (condition, message) => {
    expect(() => named(condition)).toThrow(UsageError);
    expect(() => named(condition)).toThrow(message);
  });
});

test("text is compared without its quotes", () => {
  expect(named('name<"b"')).toBe("a");
});
