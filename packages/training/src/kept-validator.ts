import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { writeCache } from "@assay/data";
import type { JsonSchema } from "@assay/experiment";
import { compileSchema, compileToModule, originOf } from "@assay/experiment";
import type { ValidateFunction } from "ajv";

const require = createRequire(import.meta.url);

/**
 * What `compileSchema` makes, kept in a file for the next start: compiling takes longer than all the rest of a
 * validation. The file ends with the hash of everything that it was made from, the text of the schema included; where
 * that is not the hash of the schema at hand (changed, damaged, cut off, missing), it is compiled again.
 *
 * @param file the module that keeps it; a folder that cannot be written costs only the time
 */
export function keptValidator(schema: JsonSchema, file: string): ValidateFunction {
  const origin = createHash("sha256").update(originOf(schema)).digest("hex");
  const kept = load(file);
  if (kept?.origin === origin) return kept;
  writeCache(file, `${compileToModule(schema)}\nmodule.exports.origin = "${origin}";\n`);
  return compileSchema(schema);
}

/** Where the validator of what Assay ships is kept: in the package's build folder. */
export const SPEC_VALIDATOR = fileURLToPath(new URL("../build/spec-validator.cjs", import.meta.url));

function load(file: string): (ValidateFunction & { readonly origin?: unknown }) | undefined {
  try {
    return require(file);
  } catch {
    return undefined; // missing, or no module: it is compiled again
  }
}
