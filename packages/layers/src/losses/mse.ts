import type { LossDefinition } from "../contract.ts";

/**
 * loss = mean over the outputs of (x − onehot)², mean over the batch (torch.nn.MSELoss on one-hot targets);
 * dx = 2 (x − onehot) / (classes · batch).   x [batch, classes]
 */
export const mse = {
  schema: { type: "object", additionalProperties: false, properties: {} } as const,
  build: (_options, classes) => ({
    emit(emitter, { x, labels, loss, correct }) {
      const dx = emitter.training ? emitter.tensor("gradient", [classes]) : undefined;
      emitter.emit("mse", { x, labels, loss, correct, dx, classes, scale: 1 / emitter.batch });
      return dx;
    },
  }),
} as const satisfies LossDefinition;
