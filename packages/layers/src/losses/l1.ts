import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LossDefinition } from "../contract.ts";
import { batchScale, divisorOf, overBatch, reductionSchema } from "./reduction.ts";

const schema = {
  type: "object",
  description: "Mean absolute error, for values (torch.nn.L1Loss).",
  additionalProperties: false,
  properties: { reduction: reductionSchema },
} as const;

/**
 * loss = |x − t|, mean over outputs and batch (torch.nn.L1Loss).
 * dx = sign(x − t) / (outputs · batch), divided by less where `reduction` says so.   x, t [batch, outputs]
 */
export const l1 = {
  schema,
  aliases: ["mae", "l1_loss", "l1loss", "mean_absolute_error", "absolute_error"],
  accepts: ["values"],
  outputs: "values",
  build: ({ reduction = "mean" }, output) => ({
    reduction: overBatch(reduction),
    emit(emitter, { x, targets, loss }) {
      const size = sizeOf(output);
      const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
      const divisor = divisorOf(reduction, size);
      emitter.emit("l1", { x, targets, loss, dx, size, divisor, scale: batchScale(reduction, emitter.batch) });
      return { dx };
    },
  }),
} as const satisfies LossDefinition<Partial<FromSchema<typeof schema>>>;
