import { describe, expect, test } from "vitest";
import { type Distribution, distributions, OptionError } from "../src/index.ts";

const build = (name: string, options: object): Distribution =>
  (distributions[name as keyof typeof distributions] as { build(options: object): Distribution }).build(options);

/** A case of each, with the quantiles at 0, 1/4, 1/2 and 3/4, by hand. */
const CASES: Readonly<Record<string, readonly [options: object, quantiles: readonly unknown[]]>> = {
  uniform: [{ min: -1, max: 3 }, [-1, 0, 1, 2]],
  log_uniform: [{ min: 1e-4, max: 1 }, [1e-4, 1e-3, 1e-2, 1e-1]],
  int_uniform: [{ min: 2, max: 5 }, [2, 3, 4, 5]],
  q_uniform: [{ min: 0, max: 0.3, q: 0.1 }, [0, 0.1, 0.2, 0.3]],
  // Quartiles of the standard normal distribution: ±0.67449; nothing lies farther out than probability 2⁻²¹.
  normal: [{ mean: 10, std: 2 }, [0.198072, 8.65102, 10, 11.349]],
  choice: [{ values: ["a", { type: "sgd" }, 3], probabilities: [0.5, 0.25, 0.25] }, ["a", "a", { type: "sgd" }, 3]],
};

describe.each(Object.keys(distributions))("%s", (name) => {
  const entry = CASES[name];
  if (!entry) throw new Error(`add a case for ${name} to CASES`);
  const [options, quantiles] = entry;
  const distribution = build(name, options);

  test("has the quantiles of the definition", () => {
    expect([0, 0.25, 0.5, 0.75].map(distribution.at)).toEqual(quantiles);
  });

  test("a value's place gives that value again", () => {
    for (let i = 0; i < 64; i++) {
      const value = distribution.at((i + 0.5) / 64);
      expect(distribution.at(distribution.place(value))).toEqual(value);
    }
  });

  test("its values are those that the quantiles go through", () => {
    const { values } = distribution;
    if (!values) return;
    const listed = Array.from({ length: values.count }, (_, i) => values.at(i));
    const reached = new Set(Array.from({ length: 1000 }, (_, i) => JSON.stringify(distribution.at(i / 1000))));
    expect([...reached]).toEqual(listed.map((value) => JSON.stringify(value)));
  });
});

test.each([
  ["uniform", { min: 1, max: 1 }, "max", "max must be above min, got 1 and 1"],
  ["q_uniform", { min: 0, max: 1, q: 2 }, "q", "q must be at most max - min = 1, got 2"],
  [
    "choice",
    { values: [1, 2], probabilities: [1] },
    "probabilities",
    "there must be as many probabilities as values (2), got 1",
  ],
  ["choice", { values: [1, 2], probabilities: [0.5, 0.2] }, "probabilities", "probabilities must sum to 1, got 0.7"],
])("%s %o is refused at %s", (name, options, option, rule) => {
  const act = () => build(name, options);
  expect(act).toThrow(OptionError);
  expect(act).toThrow(expect.objectContaining({ option, message: rule }));
});
