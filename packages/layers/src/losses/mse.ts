import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LossDefinition } from "../contract.ts";
import { batchScale, divisorOf, overBatch, reductionSchema } from "./reduction.ts";

const schema = {
  type: "object",
  description: "Mean squared error (torch.nn.MSELoss). For classes the target is the one-hot row.",
  additionalProperties: false,
  properties: { reduction: reductionSchema },
} as const;

/**
 * loss = (x − t)², mean over outputs and batch (torch.nn.MSELoss); for classes t is the one-hot row, or that of their shares.
 * dx = 2 (x − t) / (outputs · batch), divided by less where `reduction` says so.   x [batch, outputs]
 */
export const mse = {
  schema,
  aliases: ["l2", "mse_loss", "mseloss", "mean_squared_error"],
  accepts: ["class", "values"],
  outputs: "values",
  build: ({ reduction = "mean" }, output, { kind }) => ({
    reduction: overBatch(reduction),
    takesShares: kind === "class",
    emit(emitter, { x, targets, loss }) {
      const size = sizeOf(output);
      const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
      const common = { x, loss, dx, divisor: divisorOf(reduction, size), scale: batchScale(reduction, emitter.batch) };
      if (targets.dtype === "i32") emitter.emit("mse", { ...common, labels: targets, classes: size });
      else emitter.emit("mse_values", { ...common, targets, size });
      return { dx };
    },
  }),
} as const satisfies LossDefinition<Partial<FromSchema<typeof schema>>>;
