import type { JsonSchema } from "./json-schema.ts";

const object = (description: string, properties: Readonly<Record<string, JsonSchema>>, required: string[] = []) => ({
  type: "object",
  additionalProperties: false,
  ...(required.length > 0 && { required }),
  minProperties: 1,
  description,
  properties,
});

/** The section `training` of a spec. */
export const trainingSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  description: "How long, how much at a time, and what happens on the way.",
  properties: {
    epochs: { type: "integer", minimum: 1, description: "Passes over the training part. Either this or steps." },
    steps: { type: "integer", minimum: 1, description: "Updates of the weights, instead of epochs." },
    batch_size: {
      anyOf: [{ type: "integer", minimum: 1 }, { enum: ["full"] }],
      default: 64,
      description: "Examples in a batch; full: all that are trained on.",
    },
    sampling: {
      enum: ["shuffle", "replacement"],
      default: "shuffle",
      description:
        "shuffle: each epoch visits every example once; replacement: each place of a batch is drawn from all examples.",
    },
    drop_last: { type: "boolean", default: false, description: "Leave out a last batch that is not full." },
    accumulate: {
      type: "integer",
      minimum: 1,
      default: 1,
      description: "Batches whose gradients make one update: without batch_norm, 4 of 16 train as one of 64 does.",
    },
    gradient_clip: object("Limits the gradient before each update. Either norm or value.", {
      norm: {
        type: "number",
        exclusiveMinimum: 0,
        description: "Largest norm of the whole gradient, which is scaled down to it.",
      },
      value: { type: "number", exclusiveMinimum: 0, description: "Largest magnitude of each element." },
    }),
    ema: object(
      "A running average of the parameters, which is evaluated and saved in their place; running statistics of batch_norm stay as they are.",
      {
        decay: {
          type: "number",
          minimum: 0,
          maximum: 0.9999999, // the kernel's f32 must stay below 1, too
          description: "What the average keeps of itself at each update.",
        },
      },
      ["decay"],
    ),
    eval_every: {
      type: "integer",
      minimum: 1,
      default: 1,
      description: "Epochs from one evaluation to the next. The last epoch is always evaluated.",
    },
    early_stopping: object(
      "Ends the training when a figure no longer improves. The weights of the last epoch are tested and saved.",
      {
        monitor: {
          type: "string",
          default: "validation.loss",
          description: "What is watched: validation.loss, validation.accuracy, train.loss ….",
        },
        patience: {
          type: "integer",
          minimum: 1,
          description: "Evaluations in a row without an improvement after which the training ends.",
        },
        min_delta: { type: "number", minimum: 0, default: 0, description: "What an improvement must exceed." },
        mode: {
          enum: ["min", "max"],
          description: "Which direction is an improvement. Default: what is better for the figure.",
        },
      },
      ["patience"],
    ),
    checkpoint: {
      type: "object",
      additionalProperties: false,
      default: {},
      description: "How often what decides the future is saved, so that an interrupted training goes on from there.",
      properties: {
        every_epochs: {
          type: "integer",
          minimum: 1,
          description: "Epochs from one checkpoint to the next. Either this or every_minutes.",
        },
        every_minutes: {
          type: "number",
          exclusiveMinimum: 0,
          description:
            "Minutes of training from one checkpoint to the next, in the middle of epochs, too. Default: half a minute, and as seldom as keeps the cost below 1 %.",
        },
        keep: {
          type: "integer",
          minimum: 0,
          default: 2,
          description: "How many are kept, the newest ones; 0: none is written.",
        },
        best: {
          type: "string",
          description:
            "What the best epoch is chosen by, which is kept as well: validation.loss, validation.accuracy ….",
        },
      },
    },
    record: object("What is recorded beside the epochs.", {
      every_steps: {
        type: "integer",
        minimum: 1,
        description: "Every so many steps, the figures of the batch at hand.",
      },
      test: {
        type: "boolean",
        default: false,
        description: "Report the test split at each evaluation, too. It still chooses nothing.",
      },
    }),
  },
};
