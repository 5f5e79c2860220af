import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { augmented, dataOverview } from "../src/data-overview/index.ts";
import { loadSpec, prepare } from "../src/index.ts";
import { classes, EMPTY_TEST, made, table, withDataset } from "./made-data.ts";

const net = (outputs: number, data: string) => `name: made
data: { dataset: made, ${data} }
architecture: [{ type: linear, out_features: ${outputs} }]
loss: ${outputs === 2 ? "mse" : "cross_entropy"}
optimizer: adam
training: { epochs: 1, batch_size: 8 }
`;

describe("what is made of a table", () => {
  const rows = table(50, "overview");
  const values = Float32Array.from(rows.inputs.values);
  for (const row of [3, 4, 5]) values[3 * row + 1] = Number.NaN;
  const inputs = { ...rows.inputs, values, names: ["size", "price", "year"], missing: "mean" } as const;
  const train = { ...rows, inputs };
  const { catalogue, load } = withDataset(made(train, table(7, "test"), { kind: "values", size: 2 }));
  const view = dataOverview(prepare(load(net(2, "validation: 10")), catalogue));

  test("examples, names, and the ranges of the training part, before and after", () => {
    expect(view).toMatchObject({
      ...{ shape: [3], dtype: "f32", normalize: "standardize", normalize_per: "feature" },
      examples: { train: 40, validation: 10, test: 7 },
    });
    expect(view.classes).toBeUndefined();
    expect(view.inputs.map(({ name }) => name)).toEqual(["size", "price", "year"]);
    for (const { after } of view.inputs) {
      expect(after.mean).toBeCloseTo(0, 4);
      expect(after.deviation).toBeCloseTo(1, 4);
    }
    const [size, price] = view.inputs;
    expect(size?.before.least).toBeGreaterThanOrEqual(0);
    expect(size?.before.greatest).toBeLessThanOrEqual(1);
    expect(price?.before.greatest).toBeGreaterThan(500);
    expect(size?.missing).toBe(0);
    // Three of 50 values are missing, of which the validation split may have some.
    expect([0, 1, 2, 3].map((count) => count / 40)).toContain(price?.missing);
  });

  test("targets and the first rows as they are", () => {
    expect(view.values?.map(({ name }) => name)).toEqual(["target 0", "target 1"]);
    expect(view.first).toHaveLength(8);
    for (const { target, values: own } of view.first) {
      const row = [...rows.targets.values].findIndex((_, i) => rows.targets.values[2 * i] === target[0]);
      expect(own[0]).toBe(rows.inputs.values[3 * row]);
    }
  });
});

test("of classes: how many of each are in each part, zeros counted", () => {
  const train = classes(60, 3);
  const { catalogue, load } = withDataset(
    made(train, EMPTY_TEST(train), { kind: "class", classes: 3, names: ["a", "b", "c"] }),
  );
  const view = dataOverview(prepare(load(net(3, "validation: 0.5, normalize: none")), catalogue));
  expect(view.classes).toEqual(["a", "b", "c"].map((name) => ({ name, train: 10, validation: 10, test: 0 })));
  expect(view.inputs[0]).toMatchObject({
    zeros: 2 / 3,
    before: { least: 0, greatest: 1 },
    after: { least: 0, greatest: 1 },
  });
  expect(view.first[0]?.target).toMatch(/^[abc]$/);
});

describe("what augmentation makes of images", () => {
  const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));
  const options = { threads: 1, numerics: "fused", examples: 3, draws: 4 } as const;

  test("the first column is the image itself, each draw another, the same again on more threads", async () => {
    const prepared = prepare(loadSpec(file));
    const { shape, rows } = await augmented(prepared, options);
    expect(shape).toEqual([28, 28, 1]);
    expect(rows.map((row) => row.length)).toEqual([5, 5, 5]);
    const { first } = dataOverview(prepared);
    for (const [i, row] of rows.entries()) {
      expect(row[0]).toEqual(first[i]?.values);
      expect(new Set(row.map((image) => image.join())).size).toBe(5);
    }
    expect((await augmented(prepare(loadSpec(file)), { ...options, threads: 3 })).rows).toEqual(rows);
  });

  test.each([
    ["channel", 1],
    ["channel", 3],
    ["all", 3],
  ])("a border has the byte that is asked for, normalized per %s, %i channels", async (per, channels) => {
    const size = 4 * 4 * channels;
    const values = Uint8Array.from({ length: 20 * size }, (_, i) => 3 + ((i * 7) % 200) + (i % channels) * 10);
    const inputs = { dtype: "u8", shape: [4, 4, channels], values } as const;
    const targets = { dtype: "u8", shape: [], values: Uint8Array.from({ length: 20 }, (_, i) => i % 2) } as const;
    const train = { count: 20, inputs, targets };
    const { catalogue, load } = withDataset(made(train, EMPTY_TEST(train), { kind: "class", classes: 2 }));
    const text = net(2, `normalize_per: ${per}`).replace(
      "loss: mse",
      "augmentation: [{ type: random_crop, padding: 3, fill: 254 }]",
    );
    const prepared = prepare(load(text.replace("[{ type: linear", "[flatten, { type: linear")), catalogue);
    const { rows } = await augmented(prepared, options);
    for (const [image, ...draws] of rows) {
      const own = new Set([...(image as Uint8Array), 254]);
      expect(own.has(254) && !image?.includes(254)).toBe(true);
      for (const draw of draws) expect([...draw].filter((byte) => !own.has(byte))).toEqual([]);
      expect(draws.some((draw) => draw.includes(254))).toBe(true);
    }
  });
});
