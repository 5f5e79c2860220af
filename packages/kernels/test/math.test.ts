import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cos, exp, log, pow, sin, tanh } from "../src/math.ts";
import { magnitudes, range, ulps, worst } from "./ulps.ts";

const ours = { cos, exp, log, sin, tanh };
const HUGE = Number.MAX_VALUE;
const TINY = Number.MIN_VALUE;
const NORMAL = 2.2250738585072014e-308; // the smallest number with all its digits

/** Largest distance in ulps from JavaScript's function over the inputs. */
const distance = (name: keyof typeof ours, inputs: Iterable<number>) =>
  worst(inputs, (x) => ulps(ours[name](x), Math[name](x)));

describe("against JavaScript's Math", () => {
  test("exp is within 1 ulp from its underflow to its overflow, subnormal results included", () => {
    expect(distance("exp", range(-745.2, 709.8)).error).toBeLessThanOrEqual(1);
    expect(distance("exp", range(-745.2, -708)).error).toBeLessThanOrEqual(1);
    expect(distance("exp", magnitudes(TINY, 1)).error).toBeLessThanOrEqual(1);
  });

  test("log is within 3 ulps over all positive numbers, those close to 1 included", () => {
    expect(distance("log", magnitudes(NORMAL, HUGE).map(Math.abs)).error).toBeLessThanOrEqual(3);
    expect(distance("log", magnitudes(TINY, NORMAL).map(Math.abs)).error).toBeLessThanOrEqual(3);
    expect(distance("log", range(0.5, 2)).error).toBeLessThanOrEqual(3);
    expect(
      distance(
        "log",
        magnitudes(1e-15, 1e-3).map((x) => 1 + x),
      ).error,
    ).toBeLessThanOrEqual(3);
  });

  test("sin and cos are within 1 ulp up to π/4, and within 1.5e-16 up to 10⁵", () => {
    for (const name of ["sin", "cos"] as const) {
      expect(distance(name, range(-Math.PI / 4, Math.PI / 4)).error).toBeLessThanOrEqual(1);
      expect(distance(name, magnitudes(TINY, 0.5)).error).toBeLessThanOrEqual(1);
      for (const limit of [10, 1000, 1e5]) {
        const off = worst(range(-limit, limit), (x) => Math.abs(ours[name](x) - Math[name](x)));
        expect(off.error, `${name} ${off.at}`).toBeLessThanOrEqual(1.5e-16);
      }
    }
  });

  test("tanh is within 24 ulps everywhere, and within 2 where its series is used and beyond 1", () => {
    expect(distance("tanh", range(-25, 25)).error).toBeLessThanOrEqual(24);
    expect(distance("tanh", magnitudes(0.01, 1)).error).toBeLessThanOrEqual(24);
    expect(distance("tanh", magnitudes(TINY, 0.01)).error).toBeLessThanOrEqual(2);
    expect(distance("tanh", magnitudes(1, HUGE)).error).toBeLessThanOrEqual(2);
  });

  test("pow with a whole exponent n is within (|n| + 1) 2⁻⁵³ of the value, relatively", () => {
    for (const n of [0, 1, 2, 3, 7, 10, 31, 100, 1000, 123_456]) {
      for (const base of [0.9, 0.999, 0.9999, 1.0001, -0.99, 0.5]) {
        for (const exponent of [n, -n]) {
          const expected = base ** exponent;
          if (expected === 0 || Math.abs(expected) < NORMAL || !Number.isFinite(expected)) continue;
          const relative = Math.abs(pow(base, exponent) / expected - 1);
          expect(relative, `${base} ** ${exponent}`).toBeLessThanOrEqual((n + 1) * 2 ** -53);
        }
      }
    }
  });

  test("pow with a broken exponent y is within (4 |y ln x| + 4) 2⁻⁵³ of the value, relatively", () => {
    for (const base of [1e-30, 0.1, 0.999, 1.5, 7, 1e30]) {
      for (const exponent of [-2.5, -0.5, 0.001, 1 / 3, 0.5, 0.75, 1.9, 9.1]) {
        const relative = Math.abs(pow(base, exponent) / base ** exponent - 1);
        const limit = (4 * Math.abs(exponent * Math.log(base)) + 4) * 2 ** -53;
        expect(relative, `${base} ** ${exponent}`).toBeLessThanOrEqual(limit);
      }
    }
  });
});

describe("at the edges", () => {
  const edges = [0, -0, TINY, -TINY, NORMAL, -NORMAL, HUGE, -HUGE, Infinity, -Infinity, Number.NaN, 1, -1];

  test.each(["exp", "log", "tanh", "sin", "cos"] as const)(
    "%s gives what Math gives, signs of zeros included",
    (name) => {
      for (const x of edges) {
        if (Math.abs(x) === HUGE && (name === "sin" || name === "cos")) continue; // beyond their range, see math.ts
        const expected = Math[name](x);
        if (expected === 0 || !Number.isFinite(expected)) expect(ours[name](x), `${name}(${x})`).toBe(expected);
        else expect(ulps(ours[name](x), expected), `${name}(${x})`).toBeLessThanOrEqual(1);
      }
    },
  );

  test("exp overflows and underflows where its value does", () => {
    const [largest, above] = [709.782712893384, 709.7827128933841];
    expect([exp(largest), exp(above)]).toEqual([Math.exp(largest), Number.POSITIVE_INFINITY]);
    const [smallest, below] = [-745.1332191019411, -745.1332191019412];
    expect([exp(smallest), exp(below)]).toEqual([TINY, 0]);
  });

  test("log of a negative number is NaN, and of powers of two a multiple of ln 2", () => {
    expect(log(-TINY)).toBeNaN();
    for (let k = -1074; k < 1024; k++) expect(ulps(log(2 ** k), k * Math.LN2), `2^${k}`).toBeLessThanOrEqual(1);
  });

  test("pow gives what ** gives for zeros, ones, infinities and NaN", () => {
    const bases = [0, -0, 0.5, 1, 2, -1, -2, Infinity, Number.NaN];
    for (const base of bases) {
      for (const exponent of [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, Number.NaN]) {
        if (ulps(pow(base, exponent), base ** exponent) <= 1) continue;
        expect.fail(`${base} ** ${exponent} is ${base ** exponent}, got ${pow(base, exponent)}`);
      }
    }
    for (const base of [0, 0.5, 1, 2, Infinity]) {
      for (const exponent of [Infinity, -Infinity]) expect(pow(base, exponent)).toBe(base ** exponent);
    }
  });
});

describe("identities", () => {
  const inputs = range(-20, 20, 2000);

  test("exp and log undo each other, within the digits that the logarithm keeps", () => {
    for (const x of range(-700, 700, 2000))
      expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2 ** -52 * (2 + Math.abs(x)));
  });

  test("exp(x) exp(−x) = 1 and sin² + cos² = 1 within 4 ulps", () => {
    for (const x of inputs) {
      expect(ulps(exp(x) * exp(-x), 1)).toBeLessThanOrEqual(4);
      expect(ulps(sin(x) ** 2 + cos(x) ** 2, 1)).toBeLessThanOrEqual(4);
    }
  });

  test("cos is even, sin and tanh are odd, bit by bit", () => {
    for (const x of inputs) {
      expect(cos(-x)).toBe(cos(x));
      expect(sin(-x)).toBe(-sin(x));
      expect(tanh(-x)).toBe(-tanh(x));
    }
  });

  test("exp, log and tanh never fall from one of 20,000 steps to the next", () => {
    const steps = range(0.02, 8);
    for (const f of [exp, log, tanh]) {
      for (let i = 1; i < steps.length; i++)
        expect(f(steps[i] as number)).toBeGreaterThanOrEqual(f(steps[i - 1] as number));
    }
  });

  test("pow multiplies: bᵐ bⁿ = bᵐ⁺ⁿ within (m + n) ulps", () => {
    for (const base of [0.9, 0.999, 1.01]) {
      for (const [m, n] of [
        [1, 2],
        [17, 40],
        [512, 488],
      ] as const) {
        expect(ulps(pow(base, m) * pow(base, n), pow(base, m + n))).toBeLessThanOrEqual(m + n);
      }
    }
  });
});

test("the bits of 60,000 results are what they were: they decide every weight", () => {
  const inputs = range(-30, 30, 10_000);
  const results = [exp, sin, cos, tanh, (x: number) => log(Math.abs(x)), (x: number) => pow(Math.abs(x), 1.7)].map(
    (f) => inputs.map(f),
  );
  const hash = createHash("sha256");
  for (const values of results) hash.update(new Uint8Array(values.buffer));
  expect(hash.digest("hex")).toBe(GOLDEN);
});

const GOLDEN = "a2e1025063023cd0186e80bb8f39d7d6e966a662617e54d99fc5f5c8228a657c";
