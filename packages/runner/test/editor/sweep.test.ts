import { globSync, readFileSync } from "node:fs";
import { distributions, earlyStopping, methods } from "@assay/sweeps";
import { registries } from "@assay/training";
import { describe, expect, it } from "vitest";
import { hasServer, openEditor, withServer } from "./language-server.ts";

const head = "experiment: ./a.yaml\n";
const labels = (offers: readonly { label: string }[]) => offers.map(({ label }) => label);
const abouts = (offers: readonly { label: string; about: string }[]) =>
  Object.fromEntries(offers.map(({ label, about }) => [label, about]));

describe.runIf(hasServer)(withServer("an editor, in a sweep"), () => {
  const editor = openEditor("sweep.schema.json");
  const descriptions = (registry: Readonly<Record<string, { schema: { description?: string } }>>) =>
    Object.fromEntries(Object.entries(registry).map(([name, { schema }]) => [name, schema.description]));

  it("offers every method, distribution and rule with its description, and explains it", async () => {
    const about = Object.fromEntries(Object.entries(methods).map(([name, { description }]) => [name, description]));
    expect(abouts(await editor.offers(`${head}method: ‸\n`))).toEqual(about);
    for (const name of Object.keys(methods)) {
      expect(await editor.hover(`${head}method: ${name}‸\n`)).toContain(about[name]);
    }
    const places = [
      {
        registry: distributions,
        at: (text: string) => `${head}parameters:\n  optimizer.lr:\n    distribution: ${text}\n`,
      },
      { registry: earlyStopping, at: (text: string) => `${head}early_terminate:\n  type: ${text}\n` },
    ];
    for (const { registry, at } of places) {
      expect(abouts(await editor.offers(at("‸")))).toEqual(descriptions(registry));
      for (const [name, description] of Object.entries(descriptions(registry))) {
        expect(await editor.hover(at(`${name}‸`))).toContain(description);
      }
    }
  });

  it("offers the options of a distribution and of a rule, and each as a snippet under its name", async () => {
    const at = (text: string) => `${head}parameters:\n  optimizer.lr:\n    ${text}\n`;
    expect(labels(await editor.offers(at("distribution: log_uniform\n    ‸")))).toEqual(
      expect.arrayContaining(["min", "max", "when"]),
    );
    const snippets = (await editor.offers(at("‸"))).filter(({ text }) => text.startsWith("distribution: "));
    expect(labels(snippets)).toEqual(expect.arrayContaining(Object.keys(distributions)));
    const rule = (text: string) => `${head}early_terminate:\n  ${text}\n`;
    expect(labels(await editor.offers(rule("type: median\n  ‸")))).toEqual(["min_epochs"]);
    expect(labels(await editor.offers(rule("‸")))).toEqual(expect.arrayContaining(Object.keys(earlyStopping)));
  });

  it("offers the paths of a spec under parameters, with what they mean", async () => {
    const offers = await editor.offers(`${head}parameters:\n  ‸\n`);
    const about = abouts(offers);
    expect(about["optimizer.lr"]).toContain("Learning rate.");
    expect(about["training.batch_size"]).toMatch(/^Examples in a batch/);
    expect(about["architecture.0.out_channels"]).toMatch(/^conv2d: Channels of the output\.$/);
    expect(labels(offers)).not.toContain("data.validation");
    const placed = offers.find(({ label }) => label === "architecture.0.out_channels");
    expect(placed?.text).toBe(`architecture.${"$"}{1:0}.out_channels:\n  values: [$2]`);
    const hover = await editor.hover(`${head}parameters:\n  architecture.4.body.1.out_channels‸: { values: [1] }\n`);
    expect(hover).toContain("Channels of the output.");
  });

  it("offers the words that a value may be, in values and in conditions", async () => {
    const optimizers = Object.keys(registries.optimizers);
    const values = (path: string) => editor.offers(`${head}parameters:\n  ${path}:\n    values:\n      - ‸\n`);
    expect(labels(await values("optimizer.type"))).toEqual(optimizers);
    expect(labels(await values("training.sampling"))).toEqual(["shuffle", "replacement"]);
    expect(labels(await values("architecture.2.type"))).toEqual(Object.keys(registries.layers));
    expect(labels(await editor.offers(`${head}exclude:\n  - optimizer.type: ‸\n`))).toEqual(optimizers);
  });

  it("completes an inline experiment, of which no key is required", async () => {
    const offers = await editor.offers("experiment:\n  optimizer:\n    type: ‸\n");
    expect(labels(offers)).toEqual(Object.keys(registries.optimizers));
    expect(await editor.problems("experiment: { name: a }\n")).toEqual([]);
  });

  it("finds nothing wrong with the shipped sweeps", async () => {
    const folder = new URL("../../../../experiments/sweeps/", import.meta.url);
    for (const file of globSync("*.yaml", { cwd: folder })) {
      expect(await editor.problems(readFileSync(new URL(file, folder), "utf8")), file).toEqual([]);
    }
  });

  it.each([
    [`${head}method: bayes`, /Value must be "grid"/],
    [`${head}parameters:\n  optimizer.lr: { distribution: unifrom }`, /Value must be "uniform"/],
    [`${head}parameters:\n  optimizer.lr: { distribution: uniform, min: 1 }`, /Missing property "max"/],
    [`${head}parameters:\n  optimizer.lr: { value: [1] }`, /Property value is not allowed/],
    [`${head}parameters:\n  optimizer.type: { values: [adm] }`, /Value must be "sgd"/],
    [`${head}early_terminate: { type: median, reduction_factor: 3 }`, /Property reduction_factor is not allowed/],
    ["method: grid", /Missing property "experiment"/],
  ])("says once what is wrong with %j", async (text, problem) => {
    expect(await editor.problems(`${text}\n`)).toEqual([expect.stringMatching(problem)]);
  });
});
