import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createArena } from "../src/arena.ts";
import { instantiate } from "../src/instance.ts";
import { erf } from "../src/math.ts";
import { magnitudes, range, ulps, worst } from "./ulps.ts";

/** x and erf x from mpmath with 30 digits. */
const VALUES: readonly (readonly [number, number])[] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.01, 0.011283415555849618],
  [0.1, 0.1124629160182849],
  [0.25, 0.27632639016823696],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [0.9, 0.7969082124228322],
  [1, 0.8427007929497149],
  [1.25, 0.9229001282564583],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [5, 0.9999999999984626],
  [5.9, 0.9999999999999999],
];

describe("erf in double precision", () => {
  test("is within 30 ulps of mpmath's", () => {
    for (const [x, expected] of VALUES) {
      expect(ulps(erf(x), expected), `erf(${x})`).toBeLessThanOrEqual(30);
      expect(erf(-x)).toBe(-erf(x));
    }
  });

  test("is ±1 from 6 on, NaN of NaN, and keeps the sign of zero", () => {
    expect([6, 1e300, Infinity, -6, -Infinity, Number.NaN, 0, -0].map(erf)).toEqual([
      1,
      1,
      1,
      -1,
      -1,
      Number.NaN,
      0,
      -0,
    ]);
  });
});

describe.each(["fused", "strict"] as const)("erf of the kernels, %s", (numerics) => {
  const module = new WebAssembly.Module(readFileSync(new URL(`../build/${numerics}.wasm`, import.meta.url)));
  const { erf: kernel } = instantiate(module, createArena().memory, false);

  /** The largest distance in units in the last place of a float. */
  const distance = (inputs: Float64Array): number =>
    worst(Float32Array.from(inputs), (x) => Math.abs(kernel(x) - erf(x)) / ulpOf(erf(x))).error;

  test("is within 1.3 ulps of the double, on either side of where its two forms meet, and for tiny numbers", () => {
    expect(distance(range(-4.5, 4.5))).toBeLessThan(1.3);
    expect(distance(range(0.88, 0.92))).toBeLessThan(1.3);
    expect(distance(magnitudes(1e-37, 0.1))).toBeLessThan(1.3);
  });

  test("is odd bit by bit, ±1 far out, NaN of NaN", () => {
    for (const x of range(-5, 5, 1000)) expect(kernel(-x)).toBe(-kernel(x));
    expect([4, 1e30, Infinity, -Infinity, Number.NaN, 0, -0].map(kernel)).toEqual([1, 1, 1, -1, Number.NaN, 0, -0]);
  });
});

/** The distance from a number to the next larger float. */
function ulpOf(x: number): number {
  const value = Float32Array.of(Math.abs(x));
  const bits = new Uint32Array(value.buffer);
  const before = value[0] as number;
  bits[0] = (bits[0] as number) + 1;
  return (value[0] as number) - before;
}
