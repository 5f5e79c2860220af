/** What identifies a run outlives the options that Assay gains. */
import { globSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createSpecLoader, type Registries, type Registry, specSchema } from "@assay/experiment";
import { compareRuns, haveUnevenSpecs } from "@assay/runs";
import { registries } from "@assay/training";
import { describe, expect, it } from "vitest";
import { stored, temporaryFolder } from "../../runs/test/sample-runs.ts";
import { loadSweep } from "../src/sweep/index.ts";

const folder = new URL("../../../experiments/", import.meta.url).pathname;
const files = globSync("**/*.yaml", { cwd: folder }).sort();
const isSweep = (file: string) => dirname(file) === "sweeps";
const specs = files.filter((file) => !isSweep(file));
const today = createSpecLoader(registries);

/** Every part of a registry with one more option, whose default may be a part. */
const grown = (registry: Registry, option: object): Registry =>
  Object.fromEntries(
    Object.entries(registry).map(([type, { schema, ...part }]) => {
      const { properties } = schema as { properties?: object };
      return [type, { ...part, schema: { ...schema, properties: { ...properties, added_tomorrow: option } } }];
    }),
  );

const number = { type: "number", default: 0.25 };
const TOMORROW: readonly (readonly [string, Partial<Registries>])[] = [
  ["layers", { layers: grown(registries.layers, number) }],
  [
    "layers, a part by name",
    { layers: grown(registries.layers, { $ref: "#/definitions/initializer", default: "xavier_normal" }) },
  ],
  ["initializers", { initializers: grown(registries.initializers, number) }],
  ["losses", { losses: grown(registries.losses, number) }],
  ["optimizers", { optimizers: grown(registries.optimizers, number) }],
  [
    "schedules",
    { schedules: grown(registries.schedules, { type: "array", default: [1, 2], items: { type: "number" } }) },
  ],
  ["datasets", { datasets: grown(registries.datasets, { type: "boolean", default: true }) }],
  ["augmentations", { augmentations: grown(registries.augmentations, number) }],
];

describe("an option that is added with a default orphans no run", () => {
  const loaders = TOMORROW.map(([where, more]) => [where, createSpecLoader({ ...registries, ...more })] as const);

  it.each(loaders)("to the %s", (_, tomorrow) => {
    const load = (loader: typeof today) => specs.map((file) => loader.load(join(folder, file)));
    expect(
      load(tomorrow)
        .map(({ resolved }) => resolved)
        .join(),
    ).toContain("added_tomorrow");
    expect(load(tomorrow).map(({ hash }) => hash)).toEqual(load(today).map(({ hash }) => hash));
    for (const file of files.filter(isSweep)) {
      const hashes = (loader: typeof today) =>
        loadSweep(join(folder, file), loader).trials?.map(({ loaded }) => loaded.hash);
      expect(hashes(tomorrow)).toEqual(hashes(today));
    }
  });

  it("to the metrics, in a spec that lists them", () => {
    const tomorrow = createSpecLoader({ ...registries, metrics: grown(registries.metrics, number) });
    const load = (loader: typeof today) => loader.load(join(folder, specs[0] ?? ""), { set: ["metrics=[top_k]"] });
    expect(load(tomorrow).resolved).toContain("added_tomorrow");
    expect(load(tomorrow).hash).toBe(load(today).hash);
  });

  it("to the sections of the spec", () => {
    const schema = specSchema(registries);
    const section = (name: string, more: object) => {
      const own = schema.properties?.[name] ?? {};
      return { [name]: { ...own, properties: { ...own.properties, ...more } } };
    };
    const properties = {
      ...schema.properties,
      ...section("training", { added_tomorrow: { type: "boolean", default: false } }),
      ...section("data", { order: { enum: ["file", "name"], default: "file" } }),
      logging: { type: "object", additionalProperties: false, default: {}, properties: { top: number } },
    };
    const tomorrow = createSpecLoader(registries, undefined, { ...schema, properties });
    for (const file of specs) {
      const after = tomorrow.load(join(folder, file));
      expect(after.spec).toMatchObject({ training: { added_tomorrow: false }, logging: { top: 0.25 } });
      expect(after.hash).toBe(today.load(join(folder, file)).hash);
    }
  });
});

describe("every shipped spec", () => {
  it.each(specs)("%s has another hash with a value that is not the default", (file) => {
    const load = (...set: string[]) => today.load(join(folder, file), { set }).hash;
    const hashes = [
      load(),
      load("seed=77"),
      load("data.normalize=none"),
      load("data.validation=0.5"),
      load("optimizer.weight_decay=0.125"),
      load("lr_schedule.warmup_epochs=0.7"),
      load("training.batch_size=65"),
      load("metrics=[accuracy]"),
      load("augmentation=[{ type: random_affine, degrees: 3 }]"),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each(specs)("%s is the same again from its resolved.yaml", (file) => {
    const { resolved, hash } = today.load(join(folder, file));
    const again = join(temporaryFolder(), "resolved.yaml");
    writeFileSync(again, resolved);
    expect(today.load(again)).toMatchObject({ resolved, hash });
  });
});

it("a default that is written out changes nothing", () => {
  const load = (...set: string[]) => today.load(join(folder, "mlp-adam.yaml"), { set }).hash;
  expect(load("optimizer.eps=1e-8")).toBe(load());
  expect(load("optimizer.eps=0.00000001", "data.dataset={ type: mnist }", "loss=cross_entropy")).toBe(load());
  expect(load("optimizer.eps=1e-7")).not.toBe(load());
});

it("records from before an option was there are seeds of the same spec, and differ in nothing", () => {
  const resolvedWith = (...set: string[]) => today.load(join(folder, "mlp-adam.yaml"), { set }).resolved;
  const run = (seed: number, resolved: string) => ({ ...stored({ name: "mlp-adam", seed }, 0.9), resolved });
  const old = resolvedWith("seed=2")
    .replace(/ {2}weight_decay: 0\n/, "")
    .replaceAll(/ {4}init:\n( {6}.*\n)+/g, "");
  expect(old.length).toBeLessThan(resolvedWith("seed=2").length - 100);
  const runs = [run(1, resolvedWith("seed=1")), run(2, old)];
  expect(haveUnevenSpecs(runs)).toBe(true);
  expect(compareRuns(runs).rows).toHaveLength(2);
  expect(compareRuns(runs, { complete: today.complete }).rows).toMatchObject([{ n: 2, seeds: [1, 2], changed: {} }]);
  const other = run(3, resolvedWith("seed=3", "optimizer.weight_decay=0.5"));
  expect(compareRuns([...runs, other], { complete: today.complete }).rows).toMatchObject([
    { n: 2, changed: { "optimizer.weight_decay": 0 } },
    { n: 1, changed: { "optimizer.weight_decay": 0.5 } },
  ]);
});
