import seedrandom from "seedrandom";
import { expect, test } from "vitest";
import { moreSeeds } from "../src/analysis/more-seeds.ts";
import { superiority, superiorityOfSeeds } from "../src/analysis/probability.ts";
import { bySeedsAndExamples, type Scores } from "../src/analysis/variance-sources.ts";

/** Right and wrong answers of two recipes, drawn anew each time. */
function simulate(name: string) {
  const draw = seedrandom(name).quick;
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const many = (count: number, deviation: number) => Float64Array.from({ length: count }, () => deviation * normal());
  /** @param size.lead of the first recipe; seeds, recipes and single answers vary by these deviations */
  return (size: { seeds: number; examples: number; paired: boolean; seed: number; recipe: number; lead?: number }) => {
    const { seeds, examples, paired, seed, recipe, lead = 0 } = size;
    const difficulty = many(examples, 1);
    const shared = many(seeds, seed);
    const side = (ahead: number): Scores => {
      const taste = many(examples, recipe);
      const luck = many(seeds, seed);
      return Array.from(luck, (own, s) =>
        difficulty.map((d, i) => {
          const fortune = own + (paired ? (shared[s] ?? 0) : 0);
          return Number(1.3 + ahead + d + (taste[i] ?? 0) + fortune + 0.4 * normal() > 0);
        }),
      );
    };
    return { a: side(lead), b: side(0) };
  };
}

test.each([
  [3, true, 0.05, 0.3],
  [3, false, 0.05, 0.3],
  [3, true, 0.1, 0],
  [5, true, 0.05, 0.3],
  [5, false, 0.1, 0],
  [5, true, 0.02, 0.1],
] as const)(
  "of %d equal seeds (paired: %s; deviation %d of seeds, %d of recipes) the 95 %% interval holds 0 at least 93 %% of the time",
  (seeds, paired, seed, recipe) => {
    const next = simulate(`coverage ${seeds} ${paired} ${seed} ${recipe}`);
    const runs = 500;
    let covered = 0;
    for (let i = 0; i < runs; i++) {
      const { a, b } = next({ seeds, examples: 200, paired, seed, recipe });
      const { estimate } = bySeedsAndExamples(a, b, paired);
      if (estimate === undefined) covered++;
      else {
        const [low, high] = estimate.interval;
        expect(low <= 0 && high >= 0).toBe(estimate.p >= 0.05);
        if (estimate.p >= 0.05) covered++;
      }
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.93);
  },
);

test("a real lead is found, mostly from the seeds where they differ and from the examples where they do not", () => {
  const next = simulate("power");
  const noisy = next({ seeds: 5, examples: 2000, paired: false, seed: 0.2, recipe: 0, lead: 0.8 });
  const quiet = next({ seeds: 5, examples: 2000, paired: false, seed: 0, recipe: 0.6, lead: 0.8 });
  const [bySeed, byExample] = [noisy, quiet].map(({ a, b }) => bySeedsAndExamples(a, b, false));
  expect(bySeed?.estimate?.p).toBeLessThan(0.01);
  expect(byExample?.estimate?.p).toBeLessThan(0.001);
  expect(bySeed?.sources.seeds).toBeGreaterThan(3 * (bySeed?.sources.examples ?? 0));
  expect(byExample?.sources.examples).toBeGreaterThan(3 * (byExample?.sources.seeds ?? 0));
});

test("two seeds that happen to agree prove nothing", () => {
  // Each row is 1 at one more place than its counterpart, another one each time.
  const row = (...ones: number[]) => Float64Array.from({ length: 40 }, (_, i) => Number(ones.includes(i)));
  const [a, b] = [
    [row(0, 1, 2), row(3, 4, 5)],
    [row(6, 7), row(8, 9)],
  ];
  const { estimate } = bySeedsAndExamples(a, b, true);
  expect(estimate?.difference).toBeCloseTo(1 / 40, 12);
  expect(estimate?.p).toBeGreaterThan(0.3);
});

test("the probability to beat is what a bootstrap over seeds and examples tends to, within 0.015", () => {
  const draw = seedrandom("bootstrap").quick;
  const below = (count: number) => Math.floor(draw() * count);
  for (const paired of [true, false]) {
    const { a, b } = simulate(`beat ${paired}`)({ seeds: 4, examples: 400, paired, seed: 0.1, recipe: 0.3, lead: 0.1 });
    const replicates = 20_000;
    let wins = 0;
    for (let r = 0; r < replicates; r++) {
      const s = below(4);
      const [first, second] = [a[s] as Float64Array, b[paired ? s : below(4)] as Float64Array];
      let lead = 0;
      for (let k = 0; k < 400; k++) {
        const i = below(400);
        lead += (first[i] ?? 0) - (second[i] ?? 0);
      }
      wins += (Math.sign(lead) + 1) / 2;
    }
    expect(Math.abs(superiority(a, b, paired) - wins / replicates)).toBeLessThan(0.015);
  }
});

test("without examples the probability to beat is the share of pairs of seeds, equal ones half", () => {
  expect(superiorityOfSeeds([1, 2, 3], [0, 2, 4], true)).toBeCloseTo(0.5, 12);
  expect(superiorityOfSeeds([1, 2], [1, 1.5, 0], false)).toBeCloseTo((0.5 + 0 + 1 + 3) / 6, 12);
  expect(superiority([Float64Array.of(1, 1)], [Float64Array.of(0, 0)], true)).toBe(1);
});

test("more seeds: Cohen's tabled 34 pairs for d = 0.5 at power 0.8, and what no seed can do", () => {
  // Cohen 1988 and G*Power: a paired t test with d = 0.5, two-sided 0.05, power 0.8 needs 34 pairs; 3 of them are there.
  expect(moreSeeds({ seeds: 4 / 3, examples: 0, freedom: 2 }, 3, 1, 1)).toBe(31);
  // Two groups, d = 0.8: 26 each.
  expect(moreSeeds({ seeds: 2 / 2, examples: 0, freedom: 2 }, 2, 2, 0.8)).toBe(24);
  expect(moreSeeds({ seeds: 1, examples: 1, freedom: 2 }, 3, 1, 2)).toBe("never");
  expect(moreSeeds({ seeds: 100, examples: 0, freedom: 2 }, 3, 1, 1)).toBe("more than 100");
});
