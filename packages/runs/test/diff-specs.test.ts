import { expect, test } from "vitest";
import { alignLists, diffSpecs } from "../src/index.ts";
import { SPEC } from "./sample-runs.ts";

const flatten = { type: "flatten" };
const relu = { type: "relu" };
const norm = { type: "batch_norm", momentum: 0.1 };
const linear = (out_features: number) => ({ type: "linear", out_features });

test("a part that was put in is added, those around it are kept, whatever the order of their keys", () => {
  const swapped = { out_features: 10, type: "linear" };
  expect(alignLists([flatten, linear(10)], [flatten, norm, swapped])).toEqual([
    { kind: "kept", a: 0, b: 0 },
    { kind: "added", b: 1 },
    { kind: "kept", a: 1, b: 2 },
  ]);
});

test("a part of the same type in the same place is changed, of another type it is removed and added", () => {
  expect(alignLists([flatten, linear(20), relu, linear(10)], [linear(30), norm, linear(10)])).toEqual([
    { kind: "removed", a: 0 },
    { kind: "changed", a: 1, b: 0 },
    { kind: "removed", a: 2 },
    { kind: "added", b: 1 },
    { kind: "kept", a: 3, b: 2 },
  ]);
  expect(alignLists([], [relu])).toEqual([{ kind: "added", b: 0 }]);
  expect(alignLists([1, "x"], [1])).toEqual([
    { kind: "kept", a: 0, b: 0 },
    { kind: "removed", a: 1 },
  ]);
});

test("two specs differ in settings, not in name, seed or where their data lies", () => {
  const at = (path: string) => ({ dataset: { type: "csv", path, target: "y" }, validation: 100 });
  expect(
    diffSpecs({ ...SPEC, data: at("/a/x.csv") }, { ...SPEC, name: "other", seed: 9, data: at("b/x.csv") }),
  ).toEqual([]);
  expect(diffSpecs(SPEC, { ...SPEC, optimizer: { type: "sgd", lr: 0.2, momentum: 0.9 } })).toEqual([
    { key: "optimizer.lr", a: 0.1, b: 0.2 },
  ]);
});

test("architectures of different length are compared part by part", () => {
  const a = { ...SPEC, architecture: [flatten, linear(20), linear(10)] };
  const b = { ...SPEC, architecture: [flatten, norm, linear(30), linear(10)], augmentation: [relu] };
  expect(diffSpecs(a, b)).toEqual([
    { key: "architecture.1", a: undefined, b: norm },
    { key: "architecture.2.out_features", a: 20, b: 30 },
    { key: "augmentation", a: undefined, b: [relu] },
  ]);
});
