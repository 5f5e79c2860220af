import { Ajv } from "ajv";
import { expect, it } from "vitest";

interface Part {
  readonly schema: object;
  readonly hints?: Readonly<Record<string, string>>;
}

interface OptionsSchema {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

/** What holds for the schema of every dataset and every augmentation. */
export function checkSchema({ schema, hints = {} }: Part): void {
  const { properties, required = [] } = schema as OptionsSchema;

  it("has a closed schema without `type`", () => {
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    expect(properties).not.toHaveProperty("type");
  });

  it("describes every option, and gives it a default unless it is required", () => {
    for (const [key, property] of Object.entries(properties)) {
      expect(property, key).toHaveProperty("description");
      if (!required.includes(key)) expect(property, key).toHaveProperty("default");
    }
  });

  it("is hinted at by keys that it does not have itself", () => {
    for (const [key, option] of Object.entries(hints)) {
      expect(properties, key).toHaveProperty([option]);
      expect(properties).not.toHaveProperty([key]);
    }
  });
}

/** A copy of the options with the defaults filled in. @throws Error if the schema refuses them */
export function resolve({ schema }: Part, options: object): unknown {
  const copy = structuredClone(options);
  const validate = new Ajv({ useDefaults: true, strict: true, formats: { path: true } }).compile(schema);
  if (!validate(copy))
    throw new Error(`the schema refuses ${JSON.stringify(options)}: ${validate.errors?.[0]?.message}`);
  return copy;
}

/** Fails, with what is to be done, where a registered part has no case. */
export function demandCases(kind: string, name: string, list: string, cases: readonly unknown[]): void {
  it("has a case", () => {
    if (cases.length > 0) return;
    expect.fail(
      `The ${kind} "${name}" is registered without a case: add one under that name to ${list} in packages/data/test/cases.ts.`,
    );
  });
}
