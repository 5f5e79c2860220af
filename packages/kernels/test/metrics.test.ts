import { afterAll, describe, expect, test } from "vitest";
import { elementsOf } from "../src/elements.ts";
import { createEngine } from "../src/engine.ts";
import { createBench } from "../src/self-test/bench.ts";
import { createTensor } from "../src/tensor.ts";

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

/** Whether each row's label is among its k largest, by the kernel and by its reference. */
function topK(outputs: readonly (readonly number[])[], labels: readonly number[], k: number): number[] {
  const [batch, classes] = [outputs.length, outputs[0]?.length ?? 0];
  const x = createTensor("x", [batch, classes], "f32", true);
  const label = createTensor("labels", [batch], "i32", true);
  const rows = createTensor("rows", [batch, 1], "f64", true);
  const bench = createBench(engine, { batch }, (emitter) => {
    emitter.emit("top_k", { x, labels: label, rows, classes, k });
    return [x, label, rows];
  });
  elementsOf(engine, x).set(outputs.flat());
  elementsOf(engine, label).set(labels);
  bench.run();
  const computed = [...elementsOf(engine, rows)];
  bench.runReferences();
  expect([...elementsOf(engine, rows)]).toEqual(computed);
  return computed;
}

describe("top_k", () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

  test("counts the outputs that are larger", () => {
    const row = [3, 1, 2, 0];
    for (const [k, expected] of [
      [1, [1, 0, 0, 0]],
      [2, [1, 0, 1, 0]],
      [3, [1, 1, 1, 0]],
      [4, [1, 1, 1, 1]],
    ] as const)
      expect(topK([row, row, row, row], [0, 1, 2, 3], k)).toEqual(expected);
  });

  test("of equal outputs the lower index ranks before", () => {
    const row = [0, 5, 5, 5];
    expect(topK([row, row, row, row], [0, 1, 2, 3], 1)).toEqual([0, 1, 0, 0]);
    expect(topK([row, row, row, row], [0, 1, 2, 3], 2)).toEqual([0, 1, 1, 0]);
  });

  test("NaN ranks before nothing, and a label whose output is NaN is wrong, for any k", () => {
    const row = [nan, 1, nan];
    expect(topK([row, row, row], [0, 1, 2], 1)).toEqual([0, 1, 0]);
    expect(topK([row, row, row], [0, 1, 2], 3)).toEqual([0, 1, 0]);
  });

  test("infinite outputs rank like any other", () => {
    const row = [-inf, inf, inf, 0];
    expect(topK([row, row, row, row], [0, 1, 2, 3], 1)).toEqual([0, 1, 0, 0]);
    expect(topK([row, row, row, row], [0, 1, 2, 3], 3)).toEqual([0, 1, 1, 1]);
  });
});

describe("sum_f64", () => {
  test("adds up in f64, in the order of the samples, to what is there", () => {
    const rows = createTensor("rows", [5, 2], "f64");
    const sums = createTensor("sums", [2], "f64");
    const bench = createBench(engine, { batch: 5 }, (emitter) => {
      emitter.emit("sum_f64", { rows, sums, count: 5, width: 2 });
      return [rows, sums];
    });
    // 2⁵³ + 1 is no double: only the order 1, 1, 2⁵³ keeps both ones.
    elementsOf(engine, rows).set([1, 2 ** 53, 1, 1, 2 ** 53, 1, 0, 0, 0, 0.5]);
    elementsOf(engine, sums).set([0, 0.25]);
    bench.run();
    expect([...elementsOf(engine, sums)]).toEqual([2 ** 53 + 2, 2 ** 53]);
    bench.run();
    expect([...elementsOf(engine, sums)]).toEqual([2 ** 54 + 4, 2 ** 54]);
  });
});
