import type { LoadedSpec, LoadOptions } from "@assay/experiment";
import { createSpecLoader, type SpecLoader } from "@assay/experiment";
import { type CheckedModel, type CheckedSpec, checkSpec, type ModelBuilder } from "./check.ts";
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

/** A spec that is ready to run: loaded, checked, its model built. */
export interface Experiment<M extends CheckedModel> extends CheckedSpec<M> {
  readonly loaded: LoadedSpec;
}

/**
 * Loads a spec and checks that its parts fit: what `run`, `validate` and `summary` begin with. Nothing is written.
 * @param build builds the model of an architecture for an input shape
 * @throws SpecError with the place of the mistake
 */
export function openExperiment<M extends CheckedModel>(
  file: string,
  options: LoadOptions,
  build: ModelBuilder<M>,
): Experiment<M> {
  return checkExperiment(loadSpec(file, options), build);
}

/** The same for a spec already loaded: a trial of a sweep. @throws SpecError with the place of the mistake */
export function checkExperiment<M extends CheckedModel>(loaded: LoadedSpec, build: ModelBuilder<M>): Experiment<M> {
  return { loaded, ...checkSpec(loaded, build, registries) };
}
