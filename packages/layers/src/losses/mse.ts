import { sizeOf } from "@assay/kernels";
import type { LossDefinition } from "../contract.ts";

/**
 * loss = mean over the outputs of (x − t)², mean over the batch (torch.nn.MSELoss); for classes t is the one-hot row.
 * dx = 2 (x − t) / (outputs · batch).   x [batch, outputs]
 */
export const mse = {
  schema: { type: "object", additionalProperties: false, properties: {} } as const,
  aliases: ["l2"],
  accepts: ["class", "values"],
  outputs: "values",
  build: (_options, output, { kind }) => ({
    emit(emitter, { x, targets, loss }) {
      const size = sizeOf(output);
      const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
      const scale = 1 / emitter.batch;
      if (kind === "class") emitter.emit("mse", { x, labels: targets, loss, dx, classes: size, scale });
      else emitter.emit("mse_values", { x, targets, loss, dx, size, scale });
      return dx;
    },
  }),
} as const satisfies LossDefinition;
