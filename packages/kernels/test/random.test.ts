import { describe, expect, test } from "vitest";
import { stream, streamKey } from "../src/random.ts";

const draws = (seed: number, purpose: string, count: number): number[] => {
  const random = stream(seed, purpose);
  return Array.from({ length: count }, random);
};

/** Pearson's correlation. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] as number) - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

describe("stream", () => {
  test("its first draws are what they were, in units of 2⁻³²: they decide every initial weight", () => {
    expect(draws(42, "init/0.weight", 4).map((u) => u * 2 ** 32)).toEqual([
      4193601883, 1669989769, 2649140420, 3778099103,
    ]);
    expect(draws(1, "shuffle/1", 4).map((u) => u * 2 ** 32)).toEqual([1433446426, 3797966359, 501521023, 3929037432]);
  });

  test("gives multiples of 2⁻³² in [0, 1), mean ½ and variance 1/12 within 5 standard deviations over 20,000", () => {
    const values = draws(7, "test", 20_000);
    expect(values.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 32))).toBe(true);
    const mean = values.reduce((sum, u) => sum + u, 0) / values.length;
    const variance = values.reduce((sum, u) => sum + (u - 0.5) ** 2, 0) / values.length;
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / values.length)); // Var (u − ½)² = 1/180
  });

  test("repeats for the same seed and purpose, whatever else is drawn in between", () => {
    const alone = draws(3, "a", 50);
    const [a, b] = [stream(3, "a"), stream(3, "b")];
    const mixed = Array.from({ length: 50 }, () => {
      Math.random();
      b();
      return a();
    });
    expect(mixed).toEqual(alone);
  });

  test("differs between purposes and between seeds: neighbours correlate below 5/√n", () => {
    const n = 5000;
    const keys = ["init/0.weight", "init/0.bias", "init/1.weight", "dropout/0", "shuffle/1", "shuffle/2"];
    const streams = [1, 2].flatMap((seed) => keys.map((key) => draws(seed, key, n)));
    streams.forEach((a, i) => {
      for (const b of streams.slice(0, i)) {
        expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(n));
        expect(a.filter((value, k) => value === b[k]).length).toBeLessThan(2);
      }
    });
  });
});

describe("streamKey", () => {
  test("is two signed words, what they were", () => {
    expect(streamKey(42, "dropout/3")).toEqual([-182054435, 1439287642]);
  });

  test("differs for 2,000 seeds and purposes", () => {
    const keys = Array.from({ length: 1000 }, (_, i) => [streamKey(i, "augment"), streamKey(1, `dropout/${i}`)]).flat();
    expect(new Set(keys.map((key) => key.join())).size).toBe(2000);
    expect(keys.flat().every((word) => Number.isInteger(word) && word === (word | 0))).toBe(true);
  });
});
