import type { JsonSchema } from "@assay/experiment";
import { distributions } from "../distributions/registry.ts";
import { earlyStopping } from "../early/registry.ts";
import { methods } from "../methods/registry.ts";

/** Most settings that one sweep may have. */
export const MAX_SETTINGS = 10_000;

const seed = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** The options of all distributions together; which of them go with which one is checked where they are read. */
const options: JsonSchema["properties"] = Object.assign(
  {},
  ...Object.values(distributions).map(({ schema }) => schema.properties),
);

const wider: JsonSchema["properties"] = { min: { type: "number" }, max: { type: "number" } };

const setting: JsonSchema = { type: "object", minProperties: 1, additionalProperties: {} };

/**
 * The JSON Schema (draft-07) of a sweep. Given the schema of a spec, it describes an inline experiment too, for
 * completion in editors, with none of its top keys required: a parameter may supply them. Without, an inline experiment is any
 * map: each trial is validated as a spec of its own.
 */
export function sweepSchema(spec?: JsonSchema): JsonSchema {
  const { definitions, $schema: _, allOf: __, defaultSnippets: ___, ...experiment } = spec ?? { type: "object" };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...(definitions ? { definitions } : {}),
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
          { ...experiment, required: [], title: "a spec" },
        ],
        description: "The spec that every trial starts from: a path relative to this file, or the spec itself.",
      },
      method: {
        enum: Object.keys(methods),
        default: "grid",
        description: Object.values(methods)
          .map(({ about }) => about)
          .join("; "),
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
          },
          goal: { enum: ["maximize", "minimize"] },
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
            ...options,
            ...wider,
            when: {
              ...setting,
              description:
                "It varies only where these have these values: parameters above, or what the experiment writes; defaults that it does not write are not seen.",
            },
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
        description: "Stops trials that will not be the best: asha, successive halving; median, of those before.",
        properties: {
          type: { enum: Object.keys(earlyStopping) },
          min_epochs: {
            ...{ type: "integer", minimum: 1, default: 1 },
            description: "No trial is stopped before so many epochs.",
          },
          reduction_factor: {
            ...{ type: "integer", minimum: 2, maximum: 100 },
            description:
              "Of asha: at each rung one in so many trials goes on, to as many times the epochs. Default: 3.",
          },
        },
      },
      repeats: {
        type: "object",
        additionalProperties: false,
        required: ["seeds"],
        description:
          "Tries every setting once for each seed; it is judged by the mean. The same as values of seed in parameters.",
        properties: { seeds: { type: "array", items: seed, minItems: 1, maxItems: 1000, uniqueItems: true } },
      },
    },
  };
}
