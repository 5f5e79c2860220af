import { SpecError } from "@assay/experiment/error";
import { describe, expect, test } from "vitest";
import {
  createSearch,
  type Distribution,
  distributions,
  methods,
  type Setting,
  type Space,
  type Told,
} from "../src/index.ts";

const build = (name: string, options: object): Distribution =>
  (distributions[name as keyof typeof distributions] as { build(options: object): Distribution }).build(options);

const space: Space = {
  parameters: [
    { name: "optimizer.type", distribution: build("choice", { values: ["sgd", "adam"] }) },
    { name: "optimizer.lr", distribution: build("log_uniform", { min: 1e-4, max: 1 }) },
    {
      name: "optimizer.momentum",
      distribution: build("uniform", { min: 0, max: 0.99 }),
      when: { "optimizer.type": "sgd" },
    },
    { name: "training.batch_size", distribution: build("choice", { values: [32, 64] }), when: { name: "other" } },
  ],
  base: (path) => (path === "name" ? "test" : undefined),
  exclude: [],
};

/** A loss with its smallest value at sgd, lr 0.01, momentum 0.9. */
const lossOf = ({
  "optimizer.type": type,
  "optimizer.lr": lr,
  "optimizer.momentum": momentum = 0.5,
}: Setting): number =>
  (Math.log10(lr as number) + 2) ** 2 + ((momentum as number) - 0.9) ** 2 + (type === "sgd" ? 0 : 0.3);

/** The settings that so many workers find, who end their trials in an order drawn by a seed. */
function settingsOf(name: string, workers: number, order: number, cap = 40, lag = 3): readonly Setting[] {
  const { create, learns } = methods[name as keyof typeof methods];
  const search = createSearch({
    ...{ space, method: create(space, 7), cap, waits: learns, lag },
    identify: (setting) => JSON.stringify(setting),
  });
  const results: (Told | undefined)[] = [];
  const running: number[] = [];
  let state = order;
  for (;;) {
    while (running.length < workers && search.next((number) => results[number]) === "found") {
      running.push(search.settings.length - 1);
    }
    if (running.length === 0) return search.settings;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const [done = 0] = running.splice(state % running.length, 1);
    const setting = search.settings[done] as Setting;
    // Every seventh trial fails.
    results[done] = { setting, loss: done % 7 === 6 ? null : lossOf(setting) };
  }
}

describe.each(Object.keys(methods).filter((name) => name !== "grid"))("%s", (name) => {
  test("finds the same settings with 1 worker and with 8, whoever is first", () => {
    const alone = settingsOf(name, 1, 1);
    expect(alone.length).toBe(40);
    expect(settingsOf(name, 8, 1)).toEqual(alone);
    expect(settingsOf(name, 8, 99)).toEqual(alone);
  });

  test("a parameter with a condition is there where it is met, and nowhere else", () => {
    const settings = settingsOf(name, 1, 1);
    for (const setting of settings) expect("optimizer.momentum" in setting).toBe(setting["optimizer.type"] === "sgd");
    expect(settings.some((setting) => "training.batch_size" in setting)).toBe(false);
    expect(new Set(settings.map((setting) => setting["optimizer.type"]))).toEqual(new Set(["sgd", "adam"]));
  });
});

test("tpe comes closer to the best than random does, in the median of ten seeds", () => {
  const bestOf = (name: string, seed: number): number => {
    const method = methods[name as keyof typeof methods].create(space, seed);
    const search = createSearch({
      space,
      method,
      cap: 60,
      waits: true,
      lag: 1,
      identify: (setting) => JSON.stringify(setting),
    });
    const told = (number: number): Told => {
      const setting = search.settings[number] as Setting;
      return { setting, loss: lossOf(setting) };
    };
    while (search.next(told) === "found");
    return Math.min(...search.settings.map(lossOf));
  };
  const seeds = Array.from({ length: 10 }, (_, seed) => seed);
  const median = (name: string): number =>
    seeds.map((seed) => bestOf(name, seed)).toSorted((a, b) => a - b)[5] as number;
  expect(median("tpe")).toBeLessThan(0.5 * median("random"));
});

const small: Space = {
  parameters: [
    { name: "a", distribution: build("choice", { values: [1, 2, 3] }) },
    { name: "b", distribution: build("int_uniform", { min: 1, max: 2 }), when: { a: 2 } },
  ],
  base: () => undefined,
  exclude: [{ a: 3 }],
};

test("a grid goes through every combination once, the last parameter fastest, but for those that make no sense", () => {
  const grid = methods.grid;
  const identify = (setting: Setting) => JSON.stringify(setting);
  const search = createSearch({
    space: small,
    method: grid.create(small, 0),
    cap: 100,
    waits: false,
    lag: 2,
    identify,
  });
  while (search.next(() => undefined) === "found");
  expect(search.settings).toEqual([{ a: 1 }, { a: 2, b: 1 }, { a: 2, b: 2 }]);
});

test("a random search of few values ends when all are there, and a grid of a continuous range is refused", () => {
  const random = methods.random;
  const identify = (setting: Setting) => JSON.stringify(setting);
  const search = createSearch({
    space: small,
    method: random.create(small, 0),
    cap: 100,
    waits: false,
    lag: 2,
    identify,
  });
  while (search.next(() => undefined) === "found");
  expect(search.settings.length).toBe(3);
  expect(() => methods.grid.create(space, 0)).toThrow("a grid needs values, and optimizer.lr has");
});

const values = (name: string, count: number, when?: Setting) => ({
  name,
  distribution: build("choice", { values: Array.from({ length: count }, (_, i) => i) }),
  ...(when && { when }),
});

/** All that a method finds, told that everything has failed. */
function all(
  method: string,
  parameters: Space["parameters"],
  options: Partial<Parameters<typeof createSearch>[0]> = {},
) {
  const own: Space = { parameters, base: () => undefined, exclude: [] };
  const { create, learns } = methods[method as keyof typeof methods];
  const search = createSearch({
    ...{ space: own, method: create(options.space ?? own, 1), cap: 10_000, waits: learns, lag: 0 },
    identify: (setting) => JSON.stringify(setting),
    ...options,
  });
  while (search.next((number) => ({ setting: search.settings[number] ?? {}, loss: number })) === "found");
  return search.settings;
}

test("a grid goes on behind any number of combinations that are excluded", () => {
  const parameters = [values("a", 2), values("b", 50), values("c", 50)];
  const own: Space = { parameters, base: () => undefined, exclude: [{ a: 0 }] };
  expect(all("grid", parameters, { space: own })).toHaveLength(2500);
});

test("a grid does not go through the values of parameters that do not vary", () => {
  const idle = Array.from({ length: 6 }, (_, i) => values(`x${i}`, 1000, { a: 7 }));
  expect(all("grid", [values("a", 3), ...idle])).toEqual([{ a: 0 }, { a: 1 }, { a: 2 }]);
});

test("where a method learns, a setting that is no valid spec counts as failed and has no number", () => {
  const invalid: Setting[] = [];
  const settings = all("tpe", [{ name: "a", distribution: build("uniform", { min: 0, max: 1 }) }], {
    cap: 20,
    check: ({ a }) => {
      if ((a as number) > 0.5) throw new SpecError("test", "too large", { text: "a.yaml:1:1", line: undefined });
    },
    onInvalid: (setting) => void invalid.push(setting),
  });
  expect(settings).toHaveLength(20);
  expect(settings.every(({ a }) => (a as number) <= 0.5)).toBe(true);
  expect(invalid.length).toBeGreaterThan(3);
});
