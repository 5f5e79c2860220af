import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { loadSpec, prepare } from "@assay/training";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadSweep, schemaTexts } from "../src/sweep/index.ts";
import { madeUpImages } from "./made-up-images.ts";

const folder = new URL("../../../experiments/", import.meta.url).pathname;
const files = globSync("**/*.yaml", { cwd: folder }).sort();
const isSweep = (file: string) => dirname(file) === "sweeps";
const specs = files.filter((file) => !isSweep(file));
const sweeps = files.filter(isSweep);

describe("the shipped schemas", () => {
  const texts = schemaTexts();

  it.each(Object.keys(texts))("%s is what the parts make of it (pnpm run schema)", (name) => {
    expect(JSON.parse(readFileSync(join(folder, name), "utf8"))).toEqual(JSON.parse(texts[name] ?? ""));
  });

  it.each(files)("%s is valid for an editor, by the schema that its first line names", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const name = text.match(/^# yaml-language-server: \$schema=(\S+)\n/)?.[1] ?? "";
    expect(relative(folder, join(folder, file, "..", name))).toBe(
      isSweep(file) ? "sweep.schema.json" : "experiment.schema.json",
    );
    const ajv = new Ajv({ strict: false, formats: { path: true } });
    expect(ajv.validate(JSON.parse(texts[basename(name)] ?? ""), parse(text)), ajv.errorsText()).toBe(true);
  });
});

describe("the shipped experiments", () => {
  it("are there", () => {
    expect(specs).toEqual(expect.arrayContaining(["cnn-adam.yaml", "cnn-sgd.yaml", "mlp-adam.yaml"]));
    expect(new Set(specs.map((file) => basename(file))).size, "each name is that of one spec").toBe(specs.length);
    expect(sweeps).toEqual(["sweeps/cnn-lr.yaml", "sweeps/mlp-asha.yaml", "sweeps/mlp-tpe.yaml", "sweeps/seeds.yaml"]);
  });

  /** Data that nobody ships has a stand-in of its form. */
  const images = madeUpImages();
  const standIn = [`data.dataset.path=${images}`, "data.validation=0.1"];
  const setOf = (file: string) => (file.startsWith("examples/fashion-mnist/") ? standIn : []);

  it.each(specs)("%s is valid, and named after its file", (file) => {
    const { loaded } = prepare(loadSpec(join(folder, file), { set: setOf(file) }));
    expect(loaded.spec.name).toBe(basename(file, ".yaml"));
  });

  it.each(sweeps)("%s is valid, every trial of it", (file) => {
    const { trials, search, trialsOf } = loadSweep(join(folder, file));
    const first = search(); // of a sweep that learns there are as many settings as need no result
    while (first.next(() => undefined) === "found");
    expect(trials ?? first.settings).not.toHaveLength(1);
    for (const { loaded } of trials ?? first.settings.flatMap(trialsOf)) expect(() => prepare(loaded)).not.toThrow();
  });
});
