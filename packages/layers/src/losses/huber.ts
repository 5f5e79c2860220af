import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LossDefinition } from "../contract.ts";
import { batchScale, divisorOf, overBatch, reductionSchema } from "./reduction.ts";

const schema = {
  type: "object",
  description:
    "The squared error where it is small and the absolute error where it is large, so that outliers pull less; for values (torch.nn.HuberLoss).",
  examples: [{ delta: 1 }],
  additionalProperties: false,
  properties: {
    delta: {
      type: "number",
      exclusiveMinimum: 0,
      default: 1,
      description: "Up to this error the loss is a square, from there on a line.",
    },
    reduction: reductionSchema,
  },
} as const;

/**
 * With e = x − t: loss = e²/2 where |e| ≤ delta, else delta (|e| − delta/2), mean over outputs and batch (torch.nn.HuberLoss;
 * Huber 1964). dx = clamp(e, −delta, delta) / (outputs · batch), divided by less where `reduction` says so.
 * x, t [batch, outputs]. With delta 1 it is torch.nn.SmoothL1Loss, too; with another it is that of beta = delta, times delta.
 */
export const huber = {
  schema,
  aliases: ["huber_loss", "huberloss", "smooth_l1", "smooth_l1_loss", "smoothl1loss"],
  hints: { beta: "delta" },
  accepts: ["values"],
  outputs: "values",
  build: ({ delta = 1, reduction = "mean" }, output) => ({
    reduction: overBatch(reduction),
    emit(emitter, { x, targets, loss }) {
      const size = sizeOf(output);
      const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
      const divisor = divisorOf(reduction, size);
      const scale = batchScale(reduction, emitter.batch);
      emitter.emit("huber", { x, targets, loss, dx, size, delta, divisor, scale });
      return { dx };
    },
  }),
} as const satisfies LossDefinition<Partial<FromSchema<typeof schema>>>;
