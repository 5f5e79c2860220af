import type { JsonSchema, Registries } from "@assay/experiment";
import { editorChoice, editorOptions, editorSchema, words } from "@assay/experiment/editor";
import { distributions } from "../distributions/registry.ts";
import { earlyStopping } from "../early/registry.ts";
import { sweepSchema, when } from "../file/schema.ts";
import { methods } from "../methods/registry.ts";
import { axesOf } from "./axes.ts";
import { parametersOf, settingOf } from "./parameters.ts";

/**
 * The JSON Schema (draft-07) of a sweep for completion in editors. Of an inline experiment no key is required: a parameter
 * may supply it.
 */
export function sweepEditorSchema(registries: Registries): JsonSchema {
  const { definitions, $schema: _, allOf: __, defaultSnippets: ___, ...experiment } = editorSchema(registries);
  const { properties = {}, ...rest } = sweepSchema();
  const options = editorOptions(properties);
  const axes = axesOf(registries);
  return {
    ...rest,
    definitions: { ...definitions, parameter: parameter(), setting: settingOf(axes) },
    properties: {
      ...options,
      experiment: { ...options.experiment, anyOf: [{ type: "string", minLength: 1 }, experiment] },
      method: { description: options.method?.description ?? "", ...words(METHODS) },
      parameters: { ...options.parameters, ...parametersOf(axes) },
      exclude: { ...options.exclude, items: { $ref: "#/definitions/setting" } },
      early_terminate: {
        description: options.early_terminate?.description ?? "",
        ...editorChoice(choicesOf(earlyStopping)),
      },
    },
  };
}

const METHODS = Object.entries(methods).map(([name, { description }]) => ({ name, schema: { description } }));

type Registry = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** What a sweep may name, with options beside its own. */
const choicesOf = (registry: Registry, more: JsonSchema["properties"] = {}) =>
  Object.entries(registry).map(([name, { schema }]) => ({
    name,
    schema: { ...schema, additionalProperties: false, properties: { ...schema.properties, ...more } },
    isBare: false,
  }));

/** How one parameter varies: a distribution with its options, or values alone. */
function parameter(): JsonSchema {
  const choices = choicesOf(distributions, { when: { ...when, $ref: "#/definitions/setting" } });
  return editorChoice(choices, "distribution", choices.find(({ name }) => name === "choice")?.schema);
}
