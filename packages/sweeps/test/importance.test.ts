import { describe, expect, test } from "vitest";
import type { Dimension, Leaf, Point, Stretch } from "../src/importance/contract.ts";
import { decompose } from "../src/importance/decompose.ts";
import { growTree } from "../src/importance/tree.ts";
import { distributions, type Importance, importanceOf, type Setting, type TrialStatus } from "../src/index.ts";
import { stream } from "../src/stream.ts";
import { madeLine } from "./made-lines.ts";

const within = (stretch: Stretch, at: number): boolean =>
  "has" in stretch ? stretch.has(at) : at >= stretch[0] && at < stretch[1];
const predict = (leaves: readonly Leaf[], point: Point): number => {
  const own = leaves.filter(({ box }) => box.every((stretch, i) => within(stretch, point[i] ?? 0)));
  expect(own, "leaves cover the cube, and nothing twice").toHaveLength(1);
  return own[0]?.value ?? Number.NaN;
};

describe("the variances of a tree", () => {
  const dimensions: readonly Dimension[] = [
    { kind: "ordered" },
    { kind: "categories", widths: [0.5, 0.2, 0.3] },
    { kind: "ordered" },
  ];
  const draw = stream(7, "test");
  const samples = Array.from({ length: 30 }, () => {
    const point = [draw(), Math.floor(draw() * 3), draw()] as const;
    return { point, value: point[0] * 2 + (point[1] === 1 ? point[2] : 0.3) + draw() };
  });
  const leaves = growTree(samples, dimensions, () => [0, 1, 2]);

  test("are those of summing its predictions over all cells between its splits, within 1e-12", () => {
    const cells = dimensions.map((dimension, i) => {
      if (dimension.kind === "categories") return dimension.widths.map((size, at) => ({ at, size }));
      const ends = new Set(leaves.flatMap(({ box }) => box[i] as readonly [number, number]));
      const sorted = [...ends].sort((a, b) => a - b);
      return sorted.slice(1).map((end, n) => ({ at: (end + (sorted[n] ?? 0)) / 2, size: end - (sorted[n] ?? 0) }));
    });
    const [first = [], second = [], third = []] = cells;
    const all = first.flatMap((a) =>
      second.flatMap((b) =>
        third.map((c) => ({ at: [a.at, b.at, c.at], size: a.size * b.size * c.size, sizes: [a.size, b.size, c.size] })),
      ),
    );
    const mean = all.reduce((sum, { at, size }) => sum + size * predict(leaves, at), 0);
    const total = all.reduce((sum, { at, size }) => sum + size * (predict(leaves, at) - mean) ** 2, 0);
    const single = dimensions.map((_, i) => {
      const marginal = new Map<number, { size: number; value: number }>();
      for (const { at, size, sizes } of all) {
        const known = marginal.get(at[i] ?? 0) ?? { size: sizes[i] ?? 0, value: 0 };
        known.value += (size / known.size) * predict(leaves, at);
        marginal.set(at[i] ?? 0, known);
      }
      return [...marginal.values()].reduce((sum, { size, value }) => sum + size * (value - mean) ** 2, 0);
    });
    const found = decompose(leaves, dimensions);
    expect(found.total).toBeCloseTo(total, 12);
    for (const [i, variance] of single.entries()) expect(found.single[i]).toBeCloseTo(variance, 12);
  });

  test("of a tree with one leaf are 0", () => {
    expect(decompose([{ box: [[0, 1]], value: 3 }], [{ kind: "ordered" }])).toEqual({ total: 0, single: [0] });
  });
});

const uniform = distributions.uniform.build({ min: 0, max: 1 });
const named = (name: string) => ({ name, distribution: uniform });
const metric = { name: "validation.accuracy", goal: "maximize" } as const;
const tried = (sets: Setting, accuracy: number, status: TrialStatus = "completed", first = accuracy) => ({
  sets,
  seeds: [1],
  lines: [
    madeLine({
      ...{ sets, status, validation: { loss: 1, accuracy } },
      curve: status === "stopped" ? [[1, first]] : [...([[1, first]] as const), [2, accuracy]],
    }),
  ],
});
function search(count: number, of: (a: number, b: number) => number) {
  const draw = stream(1, "settings");
  return Array.from({ length: count }, () => {
    const [a, b] = [draw(), draw()];
    return tried({ a, b }, of(a, b));
  });
}
const shares = (found: Importance | { readonly reason: string }): Record<string, number> => {
  if ("reason" in found) throw new Error(found.reason);
  return Object.fromEntries(found.parameters.map(({ name, share }) => [name, share]));
};

describe("importance", () => {
  const parameters = [named("a"), named("b")];

  test("of 3 a + b is 0.9 and 0.1, within 0.05 from 200 settings", () => {
    const found = importanceOf({ parameters, metric, tried: search(200, (a, b) => 3 * a + b), seed: 0 });
    expect(shares(found).a).toBeGreaterThan(0.85);
    expect(shares(found).a).toBeLessThan(0.95);
    expect(shares(found).b).toBeGreaterThan(0.05);
    expect(shares(found).b).toBeLessThan(0.15);
    expect((found as Importance).interactions?.share).toBeLessThan(0.05);
  });

  test("of what only both together decide is mostly interaction", () => {
    const found = importanceOf({ parameters, metric, tried: search(200, (a, b) => (a - 0.5) * (b - 0.5)), seed: 0 });
    expect((found as Importance).interactions?.share).toBeGreaterThan(0.7);
  });

  test("of a category is that of its values, by the probability of each", () => {
    const choice = distributions.choice.build({ values: ["x", "y"], probabilities: [0.9, 0.1] });
    const draw = stream(2, "settings");
    const settings = Array.from({ length: 200 }, () => {
      const sets = { kind: choice.at(draw()), a: draw() };
      return tried(sets, (sets.kind === "y" ? 1 : 0) + sets.a);
    });
    const found = importanceOf({
      ...{ parameters: [{ name: "kind", distribution: choice }, named("a")], metric, tried: settings, seed: 0 },
    });
    // The variances are 0.9 · 0.1 = 0.09 and 1/12 = 0.0833.
    expect(shares(found).kind).toBeGreaterThan(0.42);
    expect(shares(found).kind).toBeLessThan(0.62);
  });

  test("is the same each time, and another one for another seed of the search", () => {
    const settings = search(30, (a, b) => a * b);
    const of = (seed: number) => importanceOf({ parameters, metric, tried: settings, seed });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  test("compares stopped settings after the epoch that all have reached, and leaves them out where most were completed", () => {
    const settings = search(20, (a) => a).map(({ sets }, i) =>
      tried(sets, sets.a as number, i < 12 ? "stopped" : "completed", sets.b as number),
    );
    const found = importanceOf({ parameters, metric, tried: settings, seed: 0 });
    expect(found).toMatchObject({ epoch: 1, settings: 20 });
    expect(shares(found).b, "the figure after the first epoch is b").toBeGreaterThan(0.8);
    const most = importanceOf({ parameters, metric, tried: settings.slice(8), seed: 0 });
    expect(most).toMatchObject({ epoch: null, settings: 8 });
    expect(shares(most).a).toBeGreaterThan(0.6);
  });

  test.each([
    ["too few settings", search(7, (a) => a), parameters, /^too few settings to say: 7 with a figure, at least 8/],
    ["equal figures", search(9, () => 0.5), parameters, /^every setting has the same figure$/],
    ["no parameter", search(9, (a) => a), [], /^nothing varies but the seed$/],
  ])("of %s says why there is none", (_, settings, axes, reason) => {
    const found = importanceOf({ parameters: axes, metric, tried: settings, seed: 0 });
    expect("reason" in found && found.reason).toMatch(reason);
  });
});
