import { sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LossDefinition } from "../contract.ts";
import { batchScale } from "./reduction.ts";

const schema = {
  type: "object",
  description:
    "Cross-entropy of the softmax of the outputs, for classes (torch.nn.CrossEntropyLoss). It computes the softmax itself: the architecture ends without one.",
  examples: [{ label_smoothing: 0.05 }],
  additionalProperties: false,
  properties: {
    label_smoothing: {
      type: "number",
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Share of the target spread evenly over the classes.",
    },
    reduction: {
      enum: ["mean", "sum"],
      default: "mean",
      description:
        "What is minimized: the mean over the batch, or the sum, whose gradient is not divided by the batch size. Reported losses are means either way.",
    },
  },
} as const;

/**
 * loss = −Σ t ln softmax(x), t = (1 − ε)·onehot + ε/C, mean or sum over the batch (torch.nn.CrossEntropyLoss);
 * dx = (softmax(x) − t) / batch, not divided for the sum.   x [batch, classes]
 */
export const cross_entropy = {
  schema,
  aliases: ["nll", "nll_loss", "log_loss"],
  hints: { smoothing: "label_smoothing" },
  contains: ["softmax", "log_softmax", "logsoftmax"],
  accepts: ["class"],
  outputs: "logits",
  build: ({ label_smoothing = 0, reduction = "mean" }, output) => ({
    reduction,
    emit(emitter, { x, targets, loss }) {
      const classes = sizeOf(output);
      const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
      const scale = batchScale(reduction, emitter.batch);
      emitter.emit("cross_entropy", { x, labels: targets, loss, dx, classes, smoothing: label_smoothing, scale });
      return dx;
    },
  }),
} as const satisfies LossDefinition<Partial<FromSchema<typeof schema>>>;
