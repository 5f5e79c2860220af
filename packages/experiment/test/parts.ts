import type { Registries } from "../src/parts.ts";

const options = (required: readonly string[], properties: object) => ({
  schema: { type: "object", required, additionalProperties: false, properties } as const,
});
const positive = { type: "integer", minimum: 1 } as const;
const pair = { type: "array", items: positive, minItems: 2, maxItems: 2 } as const;

/** A few parts of every kind, so that these tests hold whatever the packages register. */
export const parts: Registries = {
  layers: {
    linear: {
      ...options(["out_features"], {
        out_features: positive,
        bias: { type: "boolean", default: true },
        init: { $ref: "#/definitions/initializer", default: "kaiming_uniform" },
      }),
      aliases: ["dense", "fc"],
    },
    conv2d: {
      ...options(["out_channels", "kernel_size"], {
        out_channels: positive,
        kernel_size: { anyOf: [positive, pair] },
        padding: { oneOf: [{ type: "integer", minimum: 0 }, { const: "same" }], default: 0 },
      }),
      hints: { filters: "out_channels" },
    },
    relu: options([], {}),
    flatten: options([], {}),
    dropout: options([], { p: { type: "number", minimum: 0, exclusiveMaximum: 1, default: 0.5 } }),
    softmax: options([], {}),
    residual: options(["body"], {
      body: { $ref: "#/definitions/layers" },
      shortcut: { $ref: "#/definitions/layers", default: ["relu"] },
    }),
    concat: options(["branches"], {
      branches: { type: "array", items: { $ref: "#/definitions/layers" }, minItems: 2 },
    }),
  },
  losses: {
    cross_entropy: {
      ...options([], { label_smoothing: { type: "number", minimum: 0, exclusiveMaximum: 1, default: 0 } }),
      contains: ["softmax", "log_softmax"],
    },
    mse: options([], {}),
  },
  metrics: { accuracy: options([], {}) },
  initializers: {
    zeros: options([], {}),
    normal: options(["std"], { std: { type: "number", exclusiveMinimum: 0 } }),
    kaiming_uniform: options([], { a: { type: "number", default: 0 } }),
  },
  optimizers: {
    sgd: options(["lr"], {
      lr: { type: "number", exclusiveMinimum: 0 },
      momentum: { type: "number", minimum: 0, exclusiveMaximum: 1, default: 0 },
    }),
    adam: {
      ...options(["lr"], {
        lr: { type: "number", exclusiveMinimum: 0 },
        betas: { type: "array", items: { type: "number" }, minItems: 2, maxItems: 2, default: [0.9, 0.999] },
      }),
      hints: { learning_rate: "lr" },
    },
  },
  schedules: {
    constant: options([], { warmup_epochs: { type: "number", minimum: 0, default: 0 } }),
    cosine_annealing: options([], { warmup_epochs: { type: "number", minimum: 0, default: 0 } }),
  },
  datasets: { mnist: options([], {}) },
  augmentations: { random_affine: options(["degrees"], { degrees: { type: "number", minimum: 0 } }) },
};
