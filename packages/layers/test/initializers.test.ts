import { stream } from "@assay/kernels";
import { describe, expect, test } from "vitest";
import type { Fan, InitializerDefinition } from "../src/contract.ts";
import { initializers } from "../src/index.ts";
import torch from "./fixtures/initializers.json" with { type: "json" };
import { TOLERANCES } from "./tolerances.ts";

type Name = keyof typeof initializers;
type Family = "constant" | "normal" | "uniform" | "truncated";

interface Case {
  readonly name: Name;
  readonly options: Readonly<Record<string, unknown>>;
  readonly fan: Fan;
  readonly mean: number;
  readonly std: number;
}

const FAMILIES = {
  zeros: "constant",
  ones: "constant",
  constant: "constant",
  normal: "normal",
  uniform: "uniform",
  trunc_normal: "truncated",
  lecun_normal: "normal",
  xavier_uniform: "uniform",
  xavier_normal: "normal",
  kaiming_uniform: "uniform",
  kaiming_normal: "normal",
} as const satisfies Partial<Record<Name, Family>>;

/** Their values depend on each other: orthogonal.test.ts is about them. */
const MATRICES: readonly string[] = ["orthogonal"];

/** The layers of fixtures/make.py: a linear layer 20 → 30, and a convolution of 6 → 8 channels by 3×5. */
const FANS: Readonly<Record<string, Fan>> = { linear: { in: 20, out: 30 }, conv2d: { in: 6 * 15, out: 8 * 15 } };

/** Every initializer with its options, and the mean and standard deviation that it must have. */
const cases: Case[] = [
  { name: "zeros", options: {}, fan: { in: 3, out: 4 }, mean: 0, std: 0 },
  { name: "ones", options: {}, fan: { in: 3, out: 4 }, mean: 1, std: 0 },
  { name: "normal", options: {}, fan: { in: 3, out: 4 }, mean: 0, std: 1 },
  { name: "constant", options: { value: -0.25 }, fan: { in: 3, out: 4 }, mean: -0.25, std: 0 },
  { name: "normal", options: { std: 0.02 }, fan: { in: 3, out: 4 }, mean: 0, std: 0.02 },
  { name: "normal", options: { mean: -2, std: 0.5 }, fan: { in: 3, out: 4 }, mean: -2, std: 0.5 },
  { name: "uniform", options: {}, fan: { in: 3, out: 4 }, mean: 0.5, std: Math.sqrt(1 / 12) },
  { name: "uniform", options: { a: -3, b: -1 }, fan: { in: 3, out: 4 }, mean: -2, std: Math.sqrt(4 / 12) },
  { name: "lecun_normal", options: {}, fan: { in: 25, out: 4 }, mean: 0, std: 0.2 },
  ...[
    {},
    { std: 0.02, a: -0.04, b: 0.04 },
    { mean: 1, std: 2, a: 0, b: 1.5 },
    { mean: -1, a: 3, b: 100 }, // four standard deviations out, and one-sided
    { std: 3, a: -1e6, b: 1e6 }, // not cut at all
  ].map((options) => ({ name: "trunc_normal" as const, options, fan: { in: 3, out: 4 }, ...truncated(options) })),
  ...torch.flatMap(({ layer, family, options, std }) =>
    (["normal", "uniform"] as const).map((shape) => {
      return { name: `${family}_${shape}` as Name, options, fan: FANS[layer] as Fan, mean: 0, std };
    }),
  ),
  // Without options: gain 1, and fan_in with the gain √2 of a leaky_relu with slope 0.
  ...(["xavier_normal", "xavier_uniform"] as const).map((name) => ({
    name,
    options: {},
    fan: { in: 7, out: 25 },
    mean: 0,
    std: 1 / 4,
  })),
  ...(["kaiming_normal", "kaiming_uniform"] as const).map((name) => ({
    name,
    options: {},
    fan: { in: 32, out: 5 },
    mean: 0,
    std: 1 / 4,
  })),
];

/** Mean and deviation of a normal distribution that is cut off, by Simpson's rule where its density is not below 1e-17 of the mode's. */
function truncated({ mean = 0, std = 1, a = -2, b = 2 }) {
  const mode = Math.min(b, Math.max(a, mean));
  const reach = Math.sqrt((mode - mean) ** 2 + 80 * std * std);
  const [low, high] = [Math.max(a, mean - reach), Math.min(b, mean + reach)];
  const steps = 20_000;
  const moments = [0, 1, 2].map((power) => {
    let sum = 0;
    for (let i = 0; i <= steps; i++) {
      const x = low + ((high - low) * i) / steps;
      const density = Math.exp(((mode - mean) ** 2 - (x - mean) ** 2) / (2 * std * std));
      sum += (i === 0 || i === steps ? 1 : 2 + 2 * (i % 2)) * density * (x - mode) ** power;
    }
    return sum;
  }) as [number, number, number];
  const shift = moments[1] / moments[0];
  return { mean: mode + shift, std: Math.sqrt(moments[2] / moments[0] - shift * shift) };
}

const COUNT = 20_000;

function draw(
  { name, options, fan }: Pick<Case, "name" | "options" | "fan">,
  count = COUNT,
  purpose = "test",
): Float32Array {
  const values = new Float32Array(count).fill(Number.NaN);
  (initializers[name] as InitializerDefinition<unknown>).fill(values, options, fan, stream(1, `${purpose}/${name}`), [
    count,
  ]);
  return values;
}

/** Mean of f over the values, in double precision. */
const mean = (values: Float32Array, f = (x: number): number => x): number =>
  values.reduce((sum, value) => sum + f(value), 0) / values.length;

test("every registered initializer has a case", () => {
  const tested = [...MATRICES, ...cases.map(({ name }) => name)];
  const missing = Object.keys(initializers).filter((name) => !tested.includes(name));
  const todo = "add one to `cases`, and its distribution to `FAMILIES`, in packages/layers/test/initializers.test.ts";
  expect(missing, `registered without a case: ${todo}`).toEqual([]);
});

describe.each(cases)("$name $options", (item) => {
  const values = draw(item);
  const family = FAMILIES[item.name as keyof typeof FAMILIES] as Family;
  const centred = (x: number): number => x - item.mean;

  test(`${COUNT} values: mean and variance within ${TOLERANCES.moments} standard deviations of their estimates`, () => {
    if (family === "constant") {
      expect([...new Set(values)]).toEqual([item.mean]);
      return;
    }
    // Var(x̄) = σ²/n, Var(s²) = (κ − 1) σ⁴/n with kurtosis κ = 3 for a normal and 9/5 for a uniform distribution, between them
    // where both tails are cut off, and up to 9 where the one that is left falls as e^−x.
    const kurtosis = { normal: 3, uniform: 9 / 5, truncated: 9, constant: 0 }[family];
    const variance = item.std ** 2;
    expect(Math.abs(mean(values) - item.mean)).toBeLessThan(TOLERANCES.moments * item.std * Math.sqrt(1 / COUNT));
    expect(Math.abs(mean(values, (x) => centred(x) ** 2) - variance)).toBeLessThan(
      TOLERANCES.moments * variance * Math.sqrt((kurtosis - 1) / COUNT),
    );
  });

  test("the shape of its distribution", () => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(centred(value))), 0);
    if (family === "truncated") {
      const { a = -2, b = 2 } = item.options as { a?: number; b?: number };
      expect(values.every((value) => value >= Math.fround(a) && value <= Math.fround(b))).toBe(true);
    }
    if (family === "uniform") {
      const bound = Math.sqrt(3) * item.std;
      expect(largest).toBeLessThanOrEqual(bound * (1 + 2 ** -23));
      expect(largest).toBeGreaterThan(bound * 0.998);
    }
    if (family === "normal") {
      // Shares within 1, 2 and 3 σ, within 5 standard deviations of a share.
      for (const [width, share] of [
        [1, 0.682689],
        [2, 0.9545],
        [3, 0.9973],
      ] as const) {
        const found = mean(values, (x) => (Math.abs(centred(x)) < width * item.std ? 1 : 0));
        expect(Math.abs(found - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / COUNT));
      }
      expect(largest).toBeGreaterThan(3.5 * item.std);
    }
  });

  test("neighbours are independent: their correlation is below 5/√n", () => {
    if (family === "constant") return;
    for (const lag of [1, 2]) {
      const pairs = values.subarray(lag).map((value, i) => centred(value) * centred(values[i] as number));
      expect(Math.abs(mean(pairs)) / item.std ** 2).toBeLessThan(5 / Math.sqrt(COUNT));
    }
  });

  test("fills any length, and repeats bit by bit", () => {
    for (const count of [0, 1, 2, 7]) expect(draw(item, count).every(Number.isFinite)).toBe(true);
    expect(draw(item)).toEqual(values);
    if (family !== "constant") expect(draw(item, COUNT, "other")).not.toEqual(values);
  });
});
