import type { JsonSchema } from "@assay/experiment";

/** Most trials that one sweep may have. */
export const MAX_TRIALS = 10_000;

const seed = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/**
 * The JSON Schema (draft-07) of a sweep. Given the schema of a spec, it describes an inline experiment too, for
 * completion in editors, with none of its top keys required: a parameter may supply them. Without, an inline experiment is any
 * map: each trial is validated as a spec of its own.
 */
export function sweepSchema(spec?: JsonSchema): JsonSchema {
  const { definitions, $schema: _, ...experiment } = spec ?? { type: "object" };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...(definitions ? { definitions } : {}),
    type: "object",
    additionalProperties: false,
    required: ["experiment", "parameters"],
    properties: {
      experiment: {
        anyOf: [
          { type: "string", minLength: 1, title: "the path of a spec" },
          { ...experiment, required: [], title: "a spec" },
        ],
        description: "The spec that every trial starts from: a path relative to this file, or the spec itself.",
      },
      method: { enum: ["grid"], default: "grid", description: "grid: every combination of the values." },
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
        description: "What varies: paths into the spec, such as optimizer.lr or architecture.0.out_channels.",
        additionalProperties: {
          type: "object",
          additionalProperties: false,
          required: ["values"],
          properties: {
            values: {
              type: "array",
              minItems: 1,
              maxItems: 1000,
              uniqueItems: true,
              description: "The values to try.",
            },
          },
        },
      },
      run_cap: {
        type: "integer",
        minimum: 1,
        maximum: MAX_TRIALS,
        description: "At most so many trials, the first ones of the grid.",
      },
      repeats: {
        type: "object",
        additionalProperties: false,
        required: ["seeds"],
        description: "Runs every combination once for each seed.",
        properties: { seeds: { type: "array", items: seed, minItems: 1, maxItems: 1000, uniqueItems: true } },
      },
    },
  };
}
