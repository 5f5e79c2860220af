import { describe, expect, it } from "vitest";
import type { Split } from "../src/contract.ts";
import { noTest, requireTrained, splitOffTest } from "../src/test-fraction.ts";

const split: Split = {
  count: 20,
  inputs: { dtype: "f32", shape: [2], values: Float32Array.from({ length: 40 }, (_, i) => i) },
  targets: { dtype: "u8", shape: [], values: Uint8Array.from({ length: 20 }, (_, i) => i % 2) },
};
const target = { kind: "class", classes: 2 } as const;

describe("a test split that is a share of the examples", () => {
  it("takes each class in proportion, keeps rows whole and in order, and is the same each time", () => {
    const { train, test } = splitOffTest(split, target, 0.3);
    expect([train.count, test.count]).toEqual([14, 6]);
    expect([...test.targets.values].sort()).toEqual([0, 0, 0, 1, 1, 1]);
    const rows = ({ inputs, targets, count }: Split) =>
      Array.from({ length: count }, (_, i) => {
        const [a = 0, b = 0] = inputs.values.slice(2 * i, 2 * i + 2);
        expect(b).toBe(a + 1);
        expect(targets.values[i]).toBe((a / 2) % 2);
        return a / 2;
      });
    expect(rows(train)).toEqual(rows(train).toSorted((a, b) => a - b));
    expect([...rows(train), ...rows(test)].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(splitOffTest(split, target, 0.3)).toEqual({ train, test });
  });

  it("is refused where it would leave nothing to train on, or nothing to test", () => {
    expect(() => splitOffTest(split, target, 0.99)).toThrow("test 0.99 of 20 examples leaves nothing to train on");
    expect(() => splitOffTest(split, target, 0.01)).toThrow("test 0.01 of 20 examples holds out nothing");
  });

  it("is refused with a class that the training split has not", () => {
    const one = { ...split.targets, values: Uint8Array.from({ length: 20 }, (_, i) => (i === 19 ? 1 : 0)) };
    const parts = splitOffTest({ ...split, targets: one }, target, 0.6);
    expect(() => requireTrained(parts, { ...target, names: ["cat", "dog"] })).toThrow(
      'the class "dog" would be in the test split alone; make it smaller',
    );
    expect(requireTrained(splitOffTest(split, target, 0.5), target).test.count).toBe(10);
  });

  it("may be empty", () => {
    const empty = noTest(split);
    expect([empty.count, empty.inputs.values.length, empty.targets.values.length]).toEqual([0, 0, 0]);
    expect(empty.inputs.shape).toEqual([2]);
  });

  it("makes plain arrays of columns that hold a Buffer", () => {
    const inputs = { dtype: "u8", shape: [], values: Buffer.from(Array.from({ length: 20 }, (_, i) => i)) } as const;
    const { values } = splitOffTest({ ...split, inputs }, target, 0.3).test.inputs;
    expect(Object.getPrototypeOf(values)).toBe(Uint8Array.prototype);
    expect(values).toHaveLength(6);
  });
});
