import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JsonSchema, KINDS, type Kind, type Registry } from "@assay/experiment";
import { distributions, earlyStopping, methods } from "@assay/sweeps";
import { loadSpec, registries } from "@assay/training";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { optionsTable } from "../src/reference/options.ts";
import { specReference } from "../src/reference/spec-reference.ts";
import { loadSweep } from "../src/sweep/index.ts";

const docs = new URL("../../../docs/", import.meta.url);
const text = readFileSync(new URL("spec.md", docs), "utf8");
const folder = mkdtempSync(join(tmpdir(), "assay-reference-"));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, value: object): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value)); // JSON is YAML
  return file;
};

describe("docs/spec.md", () => {
  it("is what the schemas make of it (pnpm run schema)", () => {
    expect(text).toBe(specReference());
  });

  it("has a heading for every part, and in its section every option", () => {
    const sections = text.split(/^## /m).map((section) => section.split(/^### /m));
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const registry: Registry = registries[KINDS[kind].registry];
      const [shared = "", ...parts] =
        sections.find(([title]) => title?.toLowerCase().startsWith(KINDS[kind].registry)) ?? [];
      expect(parts.map((part) => part.split("\n")[0])).toEqual(Object.keys(registry));
      for (const [i, { schema }] of Object.values(registry).entries()) {
        const { properties = {}, description = "" } = schema as JsonSchema;
        expect(parts[i]).toContain(description);
        for (const option of Object.keys(properties)) expect(`${shared}${parts[i]}`).toContain(`| \`${option}\` |`);
      }
    }
    const headings = Array.from(text.matchAll(/^### (.*)$/gm), ([, title]) => title);
    expect(headings).toEqual(expect.arrayContaining([...Object.keys(distributions), ...Object.keys(earlyStopping)]));
    for (const method of Object.keys(methods)) expect(text).toContain(`| \`${method}\` |`);
  });

  it("leads to headings and files that are there", () => {
    const seen: string[] = [];
    for (const [, , title = ""] of text.matchAll(/^(##+) (.*)$/gm)) {
      const name = title
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-");
      const before = seen.filter((other) => other.replace(/-\d+$/, "") === name).length;
      seen.push(before > 0 ? `${name}-${before}` : name);
    }
    const links = Array.from(text.matchAll(/\]\(([^)]+)\)/g), ([, to]) => to as string);
    expect(links.length).toBeGreaterThan(50);
    const missing = links.filter((to) =>
      to.startsWith("#") ? !seen.includes(to.slice(1)) : !existsSync(new URL(to, docs)),
    );
    expect(missing).toEqual([]);
  });

  const blocks = Array.from(text.matchAll(/```yaml\n([\s\S]*?)```/g), ([, block]) => block as string);
  it.each(blocks)("has examples that are valid where they stand:\n%s", (block) => {
    const base = {
      ...{
        name: "example",
        data: { validation: 100 },
        architecture: ["flatten", { type: "linear", out_features: 10 }],
      },
      ...{ optimizer: "adam", training: { epochs: 4 } },
    };
    const { experiment, early_terminate, init, ...keys } = parse(block);
    if (experiment || early_terminate || "optimizer.lr" in keys) {
      write("base.yaml", base);
      const parameters = keys.parameters ?? { "optimizer.lr": keys["optimizer.lr"] ?? { values: [1, 2] } };
      const of = { method: "random", run_cap: 1, ...(keys.parameters && keys), parameters };
      expect(() =>
        loadSweep(write("sweep.yaml", { experiment: "base.yaml", ...of, ...(early_terminate && { early_terminate }) })),
      ).not.toThrow();
      return;
    }
    const layers = Array.isArray(parse(block))
      ? parse(block)
      : [{ type: "linear", out_features: 3, ...(init && { init }) }];
    const spec = {
      ...base,
      architecture: [...layers, ...base.architecture],
      ...(Array.isArray(parse(block)) ? {} : keys),
    };
    expect(() => loadSpec(write("spec.yaml", spec))).not.toThrow();
  });
});

it("a table of options says what each may be, its default and its meaning, and of those inside as well", () => {
  const inside = { type: "object", required: ["b"], properties: { b: { enum: [1, 2], description: "Either | or." } } };
  const schema: JsonSchema = {
    required: ["a"],
    properties: {
      a: { type: "integer", minimum: 1, description: "A *count*." },
      list: { type: "array", items: inside, description: "Some.", default: [] },
      part: { $ref: "#/definitions/layer", default: { type: "relu" }, description: "A layer." },
      word: { type: "string", default: "x", description: "Said. Default: as it comes." },
    },
  };
  expect(optionsTable(schema).join("\n").split("\n")).toEqual([
    "| option | value | default | meaning |",
    "| --- | --- | --- | --- |",
    "| `a` | integer of at least 1 | required | A \\*count\\*. |",
    "| `list` | list, each a map | `[]` | Some. |",
    "| `list[].b` | one of 1, 2 | required | Either \\| or. |",
    "| `part` | [layer](#layers) | `relu` | A layer. |",
    "| `word` | word |  | Said. Default: as it comes. |",
  ]);
  expect(optionsTable({ properties: {} })).toEqual([]);
});
