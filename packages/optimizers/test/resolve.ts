import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

const ajv = new Ajv({ useDefaults: true, strict: true });

/** The options with their defaults, as the runner hands them on; undefined where the schema refuses them. */
export function resolve(schema: object, options: object): object | undefined {
  const copy = structuredClone(options);
  return ajv.validate(schema, copy) ? copy : undefined;
}

/** What PyTorch made of the part of this name (test/fixtures/make.py). */
export const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
