import { describe, expect, it } from "vitest";
import type { Dataset } from "../src/contract.ts";
import { synthetic } from "../src/datasets/synthetic.ts";
import { resolve } from "./part-schema.ts";

const optionsOf = (options: object) => resolve(synthetic, options) as never;
const load = (options: object): Dataset => synthetic.load(optionsOf(options));

interface Point {
  readonly x: readonly number[];
  readonly y: number;
}

/** The points in the order in which they were drawn. */
function pointsOf(options: object): Point[] {
  const { inputs, targets, count } = load({ ...options, test: 0 }).train;
  const width = inputs.shape[0] as number;
  return Array.from({ length: count }, (_, i) => ({
    x: [...inputs.values.subarray(i * width, (i + 1) * width)],
    y: targets.values[i] as number,
  }));
}

const at = ({ x }: Point): [number, number] => [x[0] as number, x[1] as number];
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe("synthetic points", () => {
  it.each([
    [{ kind: "blobs" }, { shape: [2], target: { kind: "class", classes: 3 } }],
    [
      { kind: "blobs", classes: 5, features: 7 },
      { shape: [7], target: { kind: "class", classes: 5 } },
    ],
    [{ kind: "moons" }, { shape: [2], target: { kind: "class", classes: 2 } }],
    [{ kind: "spirals" }, { shape: [2], target: { kind: "class", classes: 2 } }],
    [
      { kind: "spirals", classes: 3 },
      { shape: [2], target: { kind: "class", classes: 3 } },
    ],
    [{ kind: "xor" }, { shape: [2], target: { kind: "class", classes: 2 } }],
    [{ kind: "regression" }, { shape: [2], target: { kind: "values", size: 1 } }],
    [
      { kind: "regression", features: 20 },
      { shape: [20], target: { kind: "values", size: 1 } },
    ],
  ])("%j are 800 to train on and 200 to test", (options, expected) => {
    expect(synthetic.describe(optionsOf(options))).toEqual({ ...expected, dtype: "f32", train: 800, test: 200 });
  });

  it("are in classes of equal size, but for one", () => {
    for (const [options, sizes] of [
      [{ kind: "blobs", examples: 10 }, [4, 3, 3]],
      [{ kind: "moons", examples: 7 }, [4, 3]],
      [{ kind: "spirals", examples: 11, classes: 4 }, [3, 3, 3, 2]],
    ] as const) {
      const counts = sizes.map((_, label) => pointsOf(options).filter(({ y }) => y === label).length);
      expect(counts, options.kind).toEqual(sizes);
    }
  });

  it("keep the shares of the classes in both splits", () => {
    const { train, test } = load({ kind: "blobs", classes: 4, examples: 200, test: 0.5 });
    for (const { targets } of [train, test]) {
      expect([0, 1, 2, 3].map((label) => [...targets.values].filter((y) => y === label).length)).toEqual([
        25, 25, 25, 25,
      ]);
    }
  });
});

describe("the points of", () => {
  it("blobs lie around a center each, in the box of ±10, with the noise as deviation", () => {
    const points = pointsOf({ kind: "blobs", examples: 6000, noise: 0.5, features: 3 });
    for (const label of [0, 1, 2]) {
      for (const feature of [0, 1, 2]) {
        const values = points.filter(({ y }) => y === label).map(({ x }) => x[feature] as number);
        expect(Math.abs(mean(values))).toBeLessThan(10.1);
        // 2000 draws: the standard error of the deviation is 0.5 / √4000 = 0.008.
        expect(Math.abs(deviation(values) - 0.5)).toBeLessThan(0.04);
      }
    }
    const still = pointsOf({ kind: "blobs", examples: 30, noise: 0 });
    expect(new Set(still.map(({ x }) => x.join())).size).toBe(3);
  });

  it("moons lie on two half circles of radius 1, from end to end", () => {
    const points = pointsOf({ kind: "moons", examples: 101 });
    for (const point of points) {
      const [x, y] = at(point);
      const radius = point.y === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5);
      expect(Math.abs(radius - 1)).toBeLessThan(1e-6);
      expect(point.y === 0 ? y : 0.5 - y).toBeGreaterThan(-1e-6);
    }
    const ends = [points[0], points[100], points[1], points[99]].map((point) => at(point as Point));
    for (const [i, end] of [
      [1, 0],
      [-1, 0],
      [0, 0.5],
      [2, 0.5],
    ].entries()) {
      expect(ends[i]?.[0]).toBeCloseTo(end[0] as number, 6);
      expect(ends[i]?.[1]).toBeCloseTo(end[1] as number, 6);
    }
  });

  it.each([2, 3])(
    "%i spirals wind out to radius 5 in 1.75 turns, each arm turned against the one before",
    (classes) => {
      const count = 200;
      for (const [i, point] of pointsOf({ kind: "spirals", classes, examples: classes * count }).entries()) {
        const share = Math.floor(i / classes) / count;
        const angle = 2 * Math.PI * (1.75 * share + point.y / classes);
        const [x, y] = at(point);
        expect(Math.abs(x - 5 * share * Math.sin(angle))).toBeLessThan(1e-6);
        expect(Math.abs(y - 5 * share * Math.cos(angle))).toBeLessThan(1e-6);
      }
    },
  );

  it("xor have the sign of x · y as class, and keep away from the axes", () => {
    const points = pointsOf({ kind: "xor" });
    for (const point of points) {
      const [x, y] = at(point);
      expect(point.y).toBe(x * y >= 0 ? 1 : 0);
      for (const value of [x, y]) {
        expect(Math.abs(value)).toBeGreaterThanOrEqual(Math.fround(0.3));
        expect(Math.abs(value)).toBeLessThanOrEqual(Math.fround(5.3));
      }
    }
    // 1000 fair draws: 500 ± 16.
    expect(Math.abs(points.filter(({ y }) => y === 1).length - 500)).toBeLessThan(80);
    const noisy = pointsOf({ kind: "xor", noise: 0.5 });
    expect(noisy.some((point) => point.y !== (at(point)[0] * at(point)[1] >= 0 ? 1 : 0))).toBe(true);
  });

  it("regression are normal, and their values a linear function of the first ten features", () => {
    const points = pointsOf({ kind: "regression", features: 12, examples: 400 });
    const column = points.map(({ x }) => x[3] as number);
    expect(Math.abs(mean(column))).toBeLessThan(0.25);
    expect(Math.abs(deviation(column) - 1)).toBeLessThan(0.2);
    const weights = solve(
      points.slice(0, 12).map(({ x }) => x),
      points.slice(0, 12).map(({ y }) => y),
    );
    for (const [i, weight] of weights.entries()) {
      if (i < 10) expect(weight).toBeGreaterThan(0);
      expect(weight).toBeLessThan(i < 10 ? 100 : 0.01);
    }
    for (const { x, y } of points) {
      expect(Math.abs(x.reduce((sum, value, i) => sum + value * (weights[i] as number), 0) - y)).toBeLessThan(0.01);
    }
  });
});

describe("noise", () => {
  it.each(["moons", "spirals", "regression"])("of %s moves the same points", (kind) => {
    const still = pointsOf({ kind, noise: 0 });
    const noisy = pointsOf({ kind, noise: 0.1 });
    const moved = still.flatMap(({ x, y }, i) => {
      const other = noisy[i] as Point;
      return kind === "regression" ? [other.y - y] : x.map((value, j) => (other.x[j] as number) - value);
    });
    // Uniform noise of ±a has the deviation a / √3.
    const expected = kind === "spirals" ? 0.1 / Math.sqrt(3) : 0.1;
    expect(Math.abs(deviation(moved) - expected)).toBeLessThan(0.01);
    expect(Math.abs(mean(moved))).toBeLessThan(0.015);
    if (kind === "regression") expect(noisy.map(({ x }) => x)).toEqual(still.map(({ x }) => x));
  });
});

describe("the same options", () => {
  it.each([
    [{ kind: "blobs" }, "7101f1173e2e593580b6130537614011c98eda00d41d389ab1ad17ccc024967c"],
    [{ kind: "moons", noise: 0.1 }, "42bbc430578a46cc5bf5e10dce434d858e962d6759bfce061b8d8d54ffe26983"],
    [{ kind: "spirals", noise: 0.2, classes: 3 }, "fc5876b92aff35473a5dc910fe91d354ca508eebd2e4b048a7daaf55f69814f9"],
    [{ kind: "xor", noise: 0.1 }, "f746b234338f431fa7b1c4fdb2647ab2d552cf342bfc004ac7c448f62809d8bd"],
    [{ kind: "regression", noise: 5, features: 4 }, "2c9f53044dda6669df673db6a4ea07ca1715f0ecf39288b8e685ee487bbd9b8d"],
  ])("%j give the same bits on every machine", (options, fingerprint) => {
    expect(synthetic.fingerprint(optionsOf(options))).toBe(fingerprint);
  });

  it("with another seed give other points", () => {
    const fingerprints = [0, 1, 2].map((seed) => synthetic.fingerprint(optionsOf({ kind: "xor", seed })));
    expect(new Set(fingerprints).size).toBe(3);
  });
});

describe("options that do not go together are refused:", () => {
  it.each([
    [{ kind: "moons", classes: 2 }, "classes does not apply to moons; it applies to blobs and spirals"],
    [{ kind: "xor", features: 2 }, "features does not apply to xor; it applies to blobs and regression"],
    [{ kind: "regression", classes: 3 }, "classes does not apply to regression"],
    [{ kind: "blobs", classes: 9, examples: 8 }, "examples must be at least the 9 classes, got 8"],
    [{ kind: "blobs", features: 100_000, examples: 1_000_000 }, "must fit into 4 GiB"],
    [{ kind: "moons", examples: 4, test: 0.01 }, "test 0.01 of 4 examples holds out nothing"],
  ])("%j", (options, message) => {
    for (const read of [synthetic.describe, synthetic.load, synthetic.fingerprint]) {
      expect(() => read(optionsOf(options))).toThrow(`[data/`);
      expect(() => read(optionsOf(options))).toThrow(message);
    }
  });
});

/** Solves a x = b for normal random rows: Gauss and Jordan, with the largest pivot of each column. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i] as number]);
  const size = rows.length;
  for (let k = 0; k < size; k++) {
    const rest = rows.splice(k).sort((p, q) => Math.abs(q[k] as number) - Math.abs(p[k] as number));
    rows.push(...rest);
    const pivot = rows[k] as number[];
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[k] as number) / (pivot[k] as number);
      for (let j = k; j <= size; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
    }
  }
  return rows.map((row, k) => (row[size] as number) / (row[k] as number));
}
