import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileSchema, createFileOrigin, createSpecLoader, parseYaml, specSchema } from "@assay/experiment";
import type { ValidateFunction } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MALFORMED } from "../../experiment/test/malformed.ts";
import { parts } from "../../experiment/test/parts.ts";
import { loader, marked, refusalOf, specText } from "../../experiment/test/texts.ts";
import { keptValidator } from "../src/kept-validator.ts";
import { registries } from "../src/registries.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-kept-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const experiments = new URL("../../../experiments/", import.meta.url).pathname;
// The nets of examples/mnist are long, and made of the parts of others.
const specs = globSync("**/*.yaml", { cwd: experiments }).filter(
  (file) => !file.startsWith("examples/mnist/") && !/^experiment:/m.test(readFileSync(join(experiments, file), "utf8")),
);
const shipped = specSchema(registries);
const small = specSchema(parts);
const valid = {
  name: "a",
  architecture: [{ type: "relu" }],
  optimizer: { type: "sgd", lr: 1 },
  training: { epochs: 1 },
};

/** A validator that was certainly taken from its file: loading a module twice gives one function. */
function fromFile(schema: typeof shipped, file: string): ValidateFunction {
  keptValidator(schema, file);
  const kept = keptValidator(schema, file);
  expect(keptValidator(schema, file)).toBe(kept);
  return kept;
}

/** Everything that a validator says of a value, and what it makes of it. */
function verdict(validate: ValidateFunction, data: unknown): string {
  const filled = structuredClone(data);
  return JSON.stringify([validate(filled), validate.errors, filled]);
}

/** Copies of plain data, each with one change: a value of another kind, a key too many, a key or an entry too few. */
function* damaged(data: unknown): Generator<unknown> {
  yield* [null, true, -1, 0.5, 1e9, "x", [], {}, [[]], { type: "x" }];
  if (typeof data !== "object" || data === null) return;
  const keys = Object.keys(data);
  const copy = () => structuredClone(data) as Record<string, unknown>;
  if (!Array.isArray(data)) yield { ...data, unknown: 1 };
  for (const key of keys) {
    const shorter = copy();
    delete shorter[key];
    yield Array.isArray(data) ? Object.values(shorter) : shorter;
    for (const value of damaged((data as Record<string, unknown>)[key])) {
      const changed = copy();
      changed[key] = value;
      yield changed;
    }
  }
}

describe("a validator from a file and a fresh one", () => {
  it.each(specs)("agree on %s and on every way to damage it, error by error", (file) => {
    const [kept, fresh] = [fromFile(shipped, join(folder, "shipped.cjs")), compileSchema(shipped)];
    const { spec } = createSpecLoader(registries).load(join(experiments, file));
    expect(verdict(kept, spec)).toBe(verdict(fresh, spec));
    const cases = [...damaged(spec)];
    expect(cases.filter((data) => !kept(structuredClone(data))).length).toBeGreaterThan(100);
    for (const data of cases) expect(verdict(kept, data)).toBe(verdict(fresh, data));
  });

  it.each(MALFORMED)("refuse a malformed spec with the same words: %s", (_title, sections) => {
    const { text } = marked(specText(sections));
    const keeping = createSpecLoader(parts, (schema) => fromFile(schema, join(folder, "parts.cjs")));
    const read = () => ({ tree: parseYaml(createFileOrigin("a.yaml", text)), file: "a.yaml", source: text });
    const [kept, fresh] = [keeping, loader].map(({ resolve }) => refusalOf(() => resolve(read(), [])));
    expect(kept?.printed).toBe(fresh?.printed);
  });
});

describe("a kept validator", () => {
  it("is made again once the schema is another one", () => {
    const file = join(folder, "changed.cjs");
    const strange = { ...valid, architecture: [{ type: "strange" }] };
    expect(fromFile(small, file)(structuredClone(strange))).toBe(false);
    const { schema } = parts.layers.relu as { schema: object };
    const grown = specSchema({ ...parts, layers: { ...parts.layers, strange: { schema } } });
    expect(keptValidator(grown, file)(structuredClone(strange))).toBe(true);
    expect(readFileSync(file, "utf8")).toContain("strange");
    expect(keptValidator(small, file)(structuredClone(strange))).toBe(false);
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, text.length / 2)],
    ["without its last line", (text: string) => text.slice(0, text.lastIndexOf("module.exports.origin"))],
    ["empty", () => ""],
    ["no program", () => "]"],
    ["of another origin", () => `module.exports = () => true;\nmodule.exports.origin = "${"0".repeat(64)}";\n`],
  ])("whose file is %s is made again", (title, damage) => {
    const file = join(folder, `${title}.cjs`);
    keptValidator(small, file);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, damage(text));
    const validate = keptValidator(small, file);
    expect(validate({ ...valid, unknown: 1 })).toBe(false);
    expect(validate({ ...valid })).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("does without its file where none can be written", () => {
    writeFileSync(join(folder, "no-folder"), "");
    const validate = keptValidator(small, join(folder, "no-folder", "a.cjs"));
    expect(validate({ ...valid, unknown: 1 })).toBe(false);
    expect(validate({ ...valid })).toBe(true);
  });
});
