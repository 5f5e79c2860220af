import { createRequire } from "node:module";
import type { ValidateFunction } from "ajv";
import type { JsonSchema } from "./json-schema.ts";

/** How schemas are compiled: defaults are filled in, and every violation is collected. */
const OPTIONS = {
  strictSchema: true,
  strictTypes: true,
  strictTuples: true,
  allErrors: true,
  allowUnionTypes: true,
  discriminator: true,
  useDefaults: true,
  // Any text may be a path; whether something is there shows when it is read.
  formats: { path: true },
} as const;

/** Ajv is loaded when it is needed: a validator that is taken from a file starts without. */
const require = createRequire(import.meta.url);

/** A schema as a function that fills defaults in and collects every violation. */
export function compileSchema(schema: JsonSchema): ValidateFunction {
  const { Ajv } = require("ajv") as typeof import("ajv");
  return new Ajv(OPTIONS).compile(schema);
}

/** The same function as the text of a CommonJS module that exports it. */
export function compileToModule(schema: JsonSchema): string {
  const { Ajv } = require("ajv") as typeof import("ajv");
  const { default: standaloneCode } = require("ajv/dist/standalone") as typeof import("ajv/dist/standalone/index.js");
  const ajv = new Ajv({ ...OPTIONS, code: { source: true } });
  return standaloneCode(ajv, ajv.compile(schema));
}

/** Everything that a compiled schema follows from, as one text. */
export const originOf = (schema: JsonSchema): string =>
  JSON.stringify([(require("ajv/package.json") as { version: string }).version, OPTIONS, schema]);
