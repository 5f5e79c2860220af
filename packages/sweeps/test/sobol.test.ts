import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scramble } from "../src/sobol/scramble.ts";
import { createSobol } from "../src/sobol/sobol.ts";

const fixture: Record<string, number[]> = JSON.parse(
  readFileSync(new URL("fixtures/sobol.json", import.meta.url), "utf8"),
);

test("the sequence is PyTorch's, in 64 dimensions", () => {
  const next = createSobol(64);
  const points = Array.from({ length: 2056 }, () => Array.from(next(), (coordinate) => coordinate / 2 ** 20));
  const found = Object.fromEntries(Object.keys(fixture).map((index) => [index, points[Number(index)]]));
  expect(found).toEqual(fixture);
});

test("scrambled, 256 points still have one in each of 256 equal parts, in every dimension and for every seed", () => {
  for (const seed of [0, 1, 0xdeadbeef]) {
    const next = createSobol(5);
    const parts = Array.from({ length: 5 }, () => new Set<number>());
    for (let i = 0; i < 256; i++) {
      for (const [dimension, coordinate] of next().entries()) parts[dimension]?.add(scramble(coordinate, seed) >>> 24);
    }
    expect(parts.map(({ size }) => size)).toEqual([256, 256, 256, 256, 256]);
  }
});

test("another seed scrambles otherwise, and no point stays at the origin", () => {
  expect(scramble(0, 1)).not.toBe(0);
  expect(scramble(0, 1)).not.toBe(scramble(0, 2));
});
