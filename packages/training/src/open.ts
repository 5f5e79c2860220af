import type { LoadedSpec, LoadOptions } from "@assay/experiment";
import { createSpecLoader, type SpecLoader } from "@assay/experiment";
import { keptValidator, SPEC_VALIDATOR } from "./kept-validator.ts";
import { registries } from "./registries.ts";

let loader: SpecLoader | undefined;

/** The loader for everything that Assay ships; its schema is compiled at the first call ever. */
export function shippedLoader(): SpecLoader {
  loader ??= createSpecLoader(registries, (schema) => keptValidator(schema, SPEC_VALIDATOR));
  return loader;
}

/**
 * Reads, overrides, validates and resolves a spec file, without building anything.
 * @throws SpecError, the one most worth fixing first
 */
export const loadSpec = (file: string, options?: LoadOptions): LoadedSpec => shippedLoader().load(file, options);
