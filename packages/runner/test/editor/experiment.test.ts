import { globSync, readFileSync } from "node:fs";
import { examplesOf, type JsonSchema, KINDS, type Kind, type PartDefinition } from "@assay/experiment";
import { registries } from "@assay/training";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { hasServer, openEditor, withServer } from "./language-server.ts";

/** A spec with something instead of a part. */
const PLACES: Readonly<Record<Kind, (part: string) => string>> = {
  layer: (part) => `architecture:\n  - ${part}`,
  loss: (part) => `loss:${below(part)}`,
  metric: (part) => `metrics:\n  - ${part}`,
  initializer: (part) => `architecture:\n  - type: linear\n    init:${below(part, "      ")}`,
  optimizer: (part) => `optimizer:${below(part)}`,
  schedule: (part) => `lr_schedule:${below(part)}`,
  dataset: (part) => `data:\n  dataset:${below(part, "    ")}`,
  augmentation: (part) => `augmentation:\n  - ${part}`,
};

/** A bare word on the line of its key, a map below it. */
const below = (part: string, indent = "  ") => (part.includes(":") ? `\n${indent}${part}` : ` ${part}`);

const kinds = (Object.keys(KINDS) as Kind[]).map((kind) => {
  const registry: Readonly<Record<string, PartDefinition>> = registries[KINDS[kind].registry];
  return { kind, registry, at: PLACES[kind], types: Object.keys(registry) };
});
const schemaOf = (registry: Readonly<Record<string, PartDefinition>>, type: string) =>
  registry[type]?.schema as JsonSchema;

describe.runIf(hasServer)(withServer("an editor, in a spec"), () => {
  const editor = openEditor("experiment.schema.json");

  it.each(kinds)("offers every $kind at an empty type, with its description", async ({ at, types, registry }) => {
    const offers = await editor.offers(at("type: ‸"));
    expect(offers.map(({ label }) => label)).toEqual(types);
    for (const { label, text, about } of offers) {
      expect({ label, text, about }).toEqual({ label, text: label, about: schemaOf(registry, label).description });
    }
  });

  it.each(kinds)(
    "offers, where a $kind is still missing, words and snippets under the part's name",
    async ({ at, ...of }) => {
      const offers = await editor.offers(at("‸"));
      const words = of.types.filter((type) => (schemaOf(of.registry, type).required ?? []).length === 0);
      const isWord = ({ text, label }: { text: string; label: string }) => text === label;
      expect(offers.filter(isWord).map(({ label }) => label)).toEqual(words);
      const inserted = offers.filter((offer) => !isWord(offer) && offer.label !== "type");
      const expected = of.types.flatMap((type) => {
        const examples = examplesOf(of.registry[type] as PartDefinition);
        const example = examples.find((options) => Object.keys(options).length > 0);
        return example ? [{ label: type, value: { type, ...(bare(example) as object) } }] : [];
      });
      expect(inserted.map(({ label, text }) => ({ label, value: parse(`- ${withoutStops(text)}`)[0] }))).toEqual(
        expected,
      );
      for (const { label, about } of offers) {
        if (label !== "type") expect(about).toBe(schemaOf(of.registry, label).description);
      }
    },
  );

  it.each(kinds)(
    "explains every $kind and every option of it, and offers the options of a type",
    async ({ at, ...of }) => {
      for (const type of of.types) {
        const { description = "", properties = {}, required = [] } = schemaOf(of.registry, type);
        const [heading, meaning] = (await editor.hover(at(`type: ${type}‸\n`))).split("\n\n");
        expect({ heading, meaning }).toEqual({ heading: expect.stringMatching(/^#### /), meaning: description });
        const text = at(`type: ${type}`);
        const indent = " ".repeat((text.split("\n").at(-1) ?? "").indexOf("type"));
        const offers = await editor.offers(`${text}\n${indent}‸\n`);
        const ofOptions = offers.filter(({ label }) => label !== type);
        expect(ofOptions.map(({ label }) => label)).toEqual(Object.keys(properties));
        expect(offers.some(({ label }) => label === type)).toBe(required.length > 0);
        for (const { label, text: inserted, about } of ofOptions) {
          const { description: meaning = "", default: preset, $ref } = properties[label] as JsonSchema;
          expect(inserted).toMatch(new RegExp(`^${label}:`));
          expect(about.startsWith(meaning)).toBe(true);
          if (typeof preset === "number") expect(about).toMatch(/Default: /);
          const hover = await editor.hover(`${text}\n${indent}${label}‸: ${valueFor($ref)}\n`);
          expect(hover).toContain(meaning);
        }
      }
    },
  );

  it("takes no type for another one that begins with it", async () => {
    const offers = await editor.offers("optimizer:\n  type: adam\n  w‸\n");
    const decay = offers.filter(({ label }) => label === "weight_decay");
    expect(decay.map(({ text }) => text)).toEqual([`weight_decay: ${"$"}{1:0}`]);
  });

  it("labels a snippet of what is required with the name of the map, in a list of maps as well", async () => {
    const labels = async (text: string) => (await editor.offers(text)).map(({ label }) => label);
    expect(await labels("training:\n  early_stopping:\n    ‸\n")).toContain("early_stopping");
    expect(await labels("optimizer:\n  type: adam\n  groups:\n    - ‸\n")).toContain("groups");
  });

  it("offers the sections of a spec, and in each its keys with their meaning", async () => {
    const top = await editor.offers("name: a\n‸");
    expect(top.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["experiment", "data", "optimizer", "training"]),
    );
    expect(top.find(({ label }) => label === "training")?.text).toBe("training:\n  ");
    const keys = await editor.offers("training:\n  ‸\n");
    expect(keys.find(({ label }) => label === "batch_size")?.about).toMatch(/^Examples in a batch.* Default: 64\.$/);
    expect(await editor.hover("training:\n  early_stopping:\n    patience‸: 1\n")).toContain("Evaluations in a row");
  });

  it("finds nothing wrong with the shipped specs", async () => {
    const folder = new URL("../../../../experiments/", import.meta.url);
    const files = globSync("**/*.yaml", { cwd: folder }).filter((file) => !file.startsWith("sweeps/"));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      expect(await editor.problems(readFileSync(new URL(file, folder), "utf8")), file).toEqual([]);
    }
  });

  it.each([
    ["- { type: conv3d }", /Value must be "linear" \| "conv2d"/],
    ["- rellu", /Value must be .*"relu"/],
    ["- linear", /Value must be .*"relu"/],
    ["- { out_features: 3 }", /Missing property "type"/],
    ["- { type: conv2d, out_channels: 3 }", /Missing property "kernel_size"/],
    ["- { type: linear, units: 3, out_features: 3 }", /Property units is not allowed/],
  ])("says once what is wrong with %s", async (layer, problem) => {
    const text = `name: a\noptimizer: adam\ntraining: { epochs: 1 }\narchitecture:\n  ${layer}\n`;
    expect(await editor.problems(text)).toEqual([expect.stringMatching(problem)]);
  });
});

/** Something that an option may be: a part where it refers to one. */
function valueFor($ref = ""): string {
  const { types: [type] = [] } = kinds.find(({ kind }) => $ref.endsWith(`/${kind}`)) ?? {};
  return type === undefined ? "1" : `{ type: ${type} }`;
}

/** The same, parts without options as their type alone. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  const { type, ...options } = value as Record<string, unknown>;
  if (type !== undefined && Object.keys(options).length === 0) return type;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, bare(each)]));
}

/** What is left of a snippet when its tab stops are filled in as they are. */
const withoutStops = (text: string): string => text.replace(/\$\{\d+:([^}]*)\}/g, "$1");
