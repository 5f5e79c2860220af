import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parts } from "../../experiment/test/parts.ts";
import { loader, specText } from "../../experiment/test/texts.ts";
import { axesOf } from "../src/editor/axes.ts";
import { distributions, earlyStopping, loadSweep, methods } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-descriptions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A sweep with these keys beside its experiment. */
function load(keys: object) {
  writeFileSync(join(folder, "base.yaml"), specText({ data: "data: { validation: 10 }" }));
  const file = join(folder, "sweep.yaml");
  const parameters = { "optimizer.lr": { values: [0.1, 0.2] } };
  writeFileSync(file, JSON.stringify({ experiment: "base.yaml", method: "random", run_cap: 2, parameters, ...keys }));
  return loadSweep(file, loader);
}

const SENTENCES = /^[A-Z].{18,248}\.$/;

it.each(Object.entries(methods))("the method %s says in a sentence what it tries", (_, { description }) => {
  expect(description).toMatch(SENTENCES);
});

describe.each([
  ...Object.entries(distributions).map(([name, of]) => ({ kind: "distribution", name, schema: of.schema })),
  ...Object.entries(earlyStopping).map(([name, of]) => ({ kind: "rule", name, schema: of.schema })),
])("the $kind $name", ({ kind, name, schema: { description, properties = {}, examples = [] } }) => {
  it("says in a sentence what it does, and of every option what it means", () => {
    expect(description).toMatch(SENTENCES);
    expect(Object.keys(properties).filter((option) => !properties[option]?.description)).toEqual([]);
  });

  it("has examples that a sweep may have", () => {
    expect(examples).not.toHaveLength(0);
    for (const options of examples as object[]) {
      const keys =
        kind === "rule"
          ? { early_terminate: { type: name, ...options } }
          : { parameters: { "optimizer.lr": { distribution: name, ...options } } };
      expect(load(keys).trials).toHaveLength(2);
    }
  });
});

describe("the values that a sweep may vary", () => {
  const paths = axesOf(parts).map(({ path }) => path.join("."));
  const meaning = (name: string) => axesOf(parts).find(({ path }) => path.join(".") === name)?.schema.description;

  it("are those of sections, of parts, of parts in lists and of parts in parts", () => {
    const some = ["seed", "optimizer", "optimizer.type", "training.batch_size", "training.ema.decay", "architecture.0"];
    expect(paths).toEqual(expect.arrayContaining([...some, "architecture.0.p", "architecture.0.init.std"]));
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("are not those that change what the trials are measured by, nor those of layers inside layers", () => {
    const strange = /^(name|metrics.*|data|data\.(dataset|validation).*|.*\.(body|branches|shortcut).*)$/;
    expect(paths.filter((path) => strange.test(path))).toEqual([]);
  });

  it("say of an option whose it is, unless every part has it", () => {
    const described = {
      momentum: { type: "number", description: "Keeps." },
      lr: { type: "number", description: "Rate." },
    };
    const optimizers = {
      sgd: { schema: { properties: described } },
      adam: { schema: { properties: { lr: described.lr } } },
    };
    const of = (name: string) => axesOf({ ...parts, optimizers }).find(({ path }) => path.join(".") === name)?.schema;
    expect(of("optimizer.momentum")?.description).toBe("sgd: Keeps.");
    expect(of("optimizer.lr")?.description).toBe("Rate.");
    expect(meaning("training.batch_size")).toMatch(/^Examples in a batch/);
  });
});
