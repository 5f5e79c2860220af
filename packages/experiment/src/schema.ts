import type { JsonSchema } from "./json-schema.ts";
import { NAME_PATTERN, NAME_RULE } from "./name-rule.ts";
import { partSchema } from "./part-schema.ts";
import { KINDS, type Kind, type Registries } from "./parts.ts";
import { trainingSchema } from "./training-schema.ts";

/**
 * The JSON Schema (draft-07) of a whole spec whose bare words have become maps, assembled from the registries.
 * Options that hold parts themselves refer to `#/definitions/<kind>`, or to `#/definitions/layers` for a list of layers.
 */
export function specSchema(registries: Registries): JsonSchema {
  const part = (kind: Kind, description: string, type?: string) => ({
    $ref: `#/definitions/${kind}`,
    description,
    ...(type === undefined ? {} : { default: { type } }),
  });
  const kinds = Object.keys(KINDS) as Kind[];
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    definitions: {
      ...Object.fromEntries(kinds.map((kind) => [kind, partSchema(registries, kind)])),
      layers: { type: "array", items: { $ref: "#/definitions/layer" } },
    },
    type: "object",
    additionalProperties: false,
    required: ["name", "architecture", "optimizer", "training"],
    properties: {
      name: {
        type: "string",
        pattern: NAME_PATTERN,
        title: NAME_RULE,
        description: "Name of the experiment: its folder under results/.",
      },
      seed: {
        type: "integer",
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: "Every random draw (weights, order, augmentation, dropout) follows from it.",
      },
      data: {
        type: "object",
        additionalProperties: false,
        default: {},
        description: "What is learned from.",
        properties: {
          dataset: part("dataset", "Where the examples come from.", "mnist"),
          validation: {
            anyOf: [
              { type: "integer", minimum: 0 },
              { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
            ],
            default: 0,
            description: "Examples held out of the training split (stratified): a count, or a fraction in (0, 1).",
          },
          normalize: {
            enum: ["none", "unit", "signed", "standardize"],
            default: "standardize",
            description:
              "none: as it is; unit: 0 to 1; signed: -1 to 1; standardize: mean 0, deviation 1. Of tables each feature by its own values in the training part.",
          },
          normalize_per: {
            enum: ["all", "channel", "feature"],
            description:
              "What shares a scale and a shift. Images: all (default) or each channel; tables: each feature (default) or all.",
          },
        },
      },
      augmentation: {
        type: "array",
        items: { $ref: "#/definitions/augmentation" },
        default: [],
        description: "Random changes of each training example, in this order.",
      },
      architecture: {
        type: "array",
        minItems: 1,
        items: { $ref: "#/definitions/layer" },
        description: "The layers, from the input to one output for each class or value.",
      },
      loss: part("loss", "What the training minimizes.", "cross_entropy"),
      metrics: {
        type: "array",
        minItems: 1,
        items: { $ref: "#/definitions/metric" },
        description:
          "What is measured beside the loss, the first to rank by. Default: accuracy for classes; rmse, mae and r2 for values.",
      },
      optimizer: part("optimizer", "How the weights follow the gradient."),
      lr_schedule: part("schedule", "How the learning rate changes over the training.", "constant"),
      training: trainingSchema,
    },
  };
}
