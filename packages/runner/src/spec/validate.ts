import { Ajv, type ValidateFunction } from "ajv";
import type { JsonSchema } from "./schema.ts";

/** A schema as a function that fills defaults in and collects every violation, each with its schema. */
export const compileSchema = (schema: JsonSchema): ValidateFunction =>
  new Ajv({
    strictSchema: true,
    strictTypes: true,
    strictTuples: true,
    allErrors: true,
    allowUnionTypes: true,
    discriminator: true,
    useDefaults: true,
    verbose: true,
  }).compile(schema);
