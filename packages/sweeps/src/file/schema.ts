import type { JsonSchema } from "@assay/experiment";
import { distributions } from "../distributions/registry.ts";
import { earlyStopping } from "../early/registry.ts";
import { methods } from "../methods/registry.ts";

/** Most settings that one sweep may have. */
export const MAX_SETTINGS = 10_000;

const seed = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

interface Described {
  readonly schema: JsonSchema;
}

/** The options of all of some things together, without defaults; which of them go with which one is checked later. */
function allOptions(registry: Readonly<Record<string, Described>>): Readonly<Record<string, JsonSchema>> {
  const options = Object.values(registry).flatMap(({ schema }) => Object.entries(schema.properties ?? {}));
  return Object.fromEntries(options.map(([key, { default: _, ...schema }]) => [key, schema]));
}

const wider: JsonSchema["properties"] = { min: { type: "number" }, max: { type: "number" } };

const setting = { type: "object", minProperties: 1, additionalProperties: {} };

/** The condition of a parameter. */
export const when: JsonSchema = {
  ...setting,
  description:
    "It varies only where these have these values: parameters above, or what the experiment writes; defaults that it does not write are not seen.",
};

/**
 * The JSON Schema (draft-07) of a sweep. An inline experiment is any map: each trial is validated as a spec of its own, and
 * parameters may supply its keys.
 */
export function sweepSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    additionalProperties: false,
    required: ["experiment"],
    properties: {
      name: {
        type: "string",
        minLength: 1,
        description: "What the sweep's folder in results/sweeps is called. Default: the name of the file.",
      },
      experiment: {
        anyOf: [
          { type: "string", minLength: 1, title: "the path of a spec" },
          { type: "object", title: "a spec" },
        ],
        description: "The spec that every trial starts from: a path relative to this file, or the spec itself.",
      },
      method: {
        enum: Object.keys(methods),
        default: "grid",
        description: "How settings are proposed.",
      },
      seed: { ...seed, default: 0, description: "Seed of the search: another one gives other settings." },
      metric: {
        type: "object",
        additionalProperties: false,
        required: ["name", "goal"],
        default: { name: "validation.accuracy", goal: "maximize" },
        description: "What ranks the trials. The test split never chooses.",
        properties: {
          name: {
            type: "string",
            pattern: "^validation\\.[a-z0-9_]+$",
            title: "a figure of the validation split, such as validation.accuracy or validation.loss",
            examples: ["validation.accuracy", "validation.loss"],
            description: "A figure of the validation split, as the epochs show it.",
          },
          goal: { enum: ["maximize", "minimize"], description: "Which direction is better." },
        },
      },
      parameters: {
        type: "object",
        minProperties: 1,
        description:
          "What varies: paths into the spec, such as optimizer.lr or architecture.0.out_channels. The values of seed are what settings are repeated over, the same as repeats.",
        additionalProperties: {
          type: "object",
          additionalProperties: false,
          properties: {
            distribution: {
              enum: Object.keys(distributions),
              description: "What its values are drawn from; values alone are each as likely as another.",
            },
            ...allOptions(distributions),
            ...wider,
            when,
          },
        },
      },
      exclude: {
        type: "array",
        items: setting,
        description:
          "Settings that make no sense: all that have the values of one of these, varied or written in the experiment; defaults that it does not write are not seen.",
      },
      run_cap: {
        type: "integer",
        minimum: 1,
        maximum: MAX_SETTINGS,
        description: "At most so many settings, the first ones of a grid.",
      },
      lag: {
        type: "integer",
        minimum: 0,
        maximum: MAX_SETTINGS,
        default: 2,
        description:
          "Setting n depends on the results of 0 to n - lag - 1: so many more can be tried at the same time, whoever is first.",
      },
      early_terminate: {
        type: "object",
        additionalProperties: false,
        required: ["type"],
        description: "Stops trials that will not be the best.",
        properties: {
          type: { enum: Object.keys(earlyStopping), description: "The rule." },
          ...allOptions(earlyStopping),
        },
      },
      repeats: {
        type: "object",
        additionalProperties: false,
        required: ["seeds"],
        description:
          "Tries every setting once for each seed; it is judged by the mean. The same as values of seed in parameters.",
        properties: {
          seeds: {
            ...{ type: "array", items: seed, minItems: 1, maxItems: 1000, uniqueItems: true },
            description: "The seed of each repeat.",
          },
        },
      },
    },
  };
}
