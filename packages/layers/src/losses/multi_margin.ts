import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LossDefinition } from "../contract.ts";
import { oneEach } from "./one-each.ts";
import { batchScale, exampleReductionSchema } from "./reduction.ts";

const schema = {
  type: "object",
  description:
    "The hinge loss of several classes: the output of the class is to exceed all others by a margin (torch.nn.MultiMarginLoss).",
  examples: [{ margin: 1 }],
  additionalProperties: false,
  properties: {
    p: { enum: [1, 2], default: 1, description: "The power of what is missing to the margin." },
    margin: { type: "number", default: 1, description: "By how much the class's output is to exceed every other." },
    weight: {
      type: "array",
      items: { type: "number", minimum: 0 },
      minItems: 1,
      description:
        "By what the losses of the examples of each class are multiplied; the mean divides by the batch. Default: 1 each.",
    },
    reduction: exampleReductionSchema,
  },
} as const;

/**
 * loss = w Σ over i ≠ c of max(0, margin − x[c] + x[i])^p / classes, c the class and w its weight, mean or sum over the batch
 * (torch.nn.MultiMarginLoss). dx[i] = w p max(0, …)^(p − 1) / (classes · batch), dx[c] = −Σ of these; not divided by the batch
 * for the sum.   x [batch, classes]
 */
export const multi_margin = {
  schema,
  aliases: ["hinge", "hinge_loss", "multi_margin_loss", "multiclass_hinge", "categorical_hinge", "multimarginloss"],
  hints: { class_weight: "weight", class_weights: "weight" },
  accepts: ["class"],
  outputs: "values",
  build({ p = 1, margin = 1, weight, reduction = "mean" }, output) {
    const classes = sizeOf(output);
    const table = weight && oneEach("layers/multi_margin", "weight", weight, classes);
    return {
      reduction,
      constants: table ? [table] : [],
      emit(emitter, { x, targets, loss }) {
        const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
        const scale = batchScale(reduction, emitter.batch);
        const common = { x, labels: targets, loss, dx, classes, p, margin, scale };
        emitter.emit("multi_margin", { ...common, weight: table?.tensor });
        return { dx };
      },
    };
  },
} as const satisfies LossDefinition<Partial<FromSchema<typeof schema>>>;
