import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LossDefinition } from "../contract.ts";
import { oneEach } from "./one-each.ts";
import { oneHot } from "./one-hot.ts";
import { batchScale, divisorOf, overBatch, reductionSchema } from "./reduction.ts";

const weight = { type: "number", minimum: 0 } as const;

const schema = {
  type: "object",
  description:
    "Binary cross-entropy of the sigmoid of each output, a yes or no each (torch.nn.BCEWithLogitsLoss). It computes the sigmoid itself. Targets lie in [0, 1]; for classes they are the one-hot row.",
  examples: [{ pos_weight: 2 }],
  additionalProperties: false,
  properties: {
    pos_weight: {
      anyOf: [weight, { type: "array", items: weight, minItems: 1 }],
      default: 1,
      description: "What the answer yes counts for: above 1 for more recall. One number, or one for each output.",
    },
    reduction: reductionSchema,
  },
} as const;

/**
 * loss = −w t ln σ(x) − (1 − t) ln(1 − σ(x)), w the weight of yes, mean over outputs and batch (torch.nn.BCEWithLogitsLoss); for
 * classes t is the one-hot row, or that of their shares. dx = (σ(x) (1 − t + w t) − w t) / (outputs · batch), divided by less
 * where `reduction` says so.   x, t [batch, outputs]
 */
export const bce_with_logits = {
  schema,
  aliases: ["bce", "bce_loss", "binary_cross_entropy", "binary_crossentropy", "bcewithlogitsloss"],
  hints: { positive_weight: "pos_weight" },
  contains: ["sigmoid"],
  accepts: ["class", "values"],
  outputs: "log_odds",
  within: [0, 1],
  build({ pos_weight = 1, reduction = "mean" }, output, { kind }) {
    const size = sizeOf(output);
    const each = typeof pos_weight === "number" ? new Array<number>(size).fill(pos_weight) : pos_weight;
    const table = oneEach("layers/bce_with_logits", "pos_weight", each, size);
    const isWeighted = each.some((value) => value !== 1);
    return {
      reduction: overBatch(reduction),
      takesShares: kind === "class",
      constants: isWeighted ? [table] : [],
      emit(emitter, { x, targets, loss }) {
        const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
        emitter.emit("bce_with_logits", {
          ...{ x, loss, dx, size, divisor: divisorOf(reduction, size), scale: batchScale(reduction, emitter.batch) },
          targets: targets.dtype === "i32" ? oneHot(emitter, targets, size) : targets,
          ...(isWeighted && { pos_weight: table.tensor }),
        });
        return { dx };
      },
    };
  },
} as const satisfies LossDefinition<Partial<FromSchema<typeof schema>>>;
