import { InputError, sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LossDefinition } from "../contract.ts";
import { oneEach } from "./one-each.ts";
import { oneHot } from "./one-hot.ts";
import { batchScale, exampleReductionSchema } from "./reduction.ts";

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
    weight: {
      type: "array",
      items: { type: "number", minimum: 0 },
      minItems: 1,
      description:
        "What each class counts for: the mean divides by the sum of the weights of the batch's examples. Default: 1 each.",
    },
    ignore_index: {
      type: "integer",
      default: -100,
      description: "A class whose examples count for nothing, neither in the sum nor in the mean; below 0: none.",
    },
    reduction: exampleReductionSchema,
  },
} as const;

/**
 * loss = −Σ t ln softmax(x), t = (1 − ε)·onehot + ε/C, mean or sum over the batch (torch.nn.CrossEntropyLoss);
 * dx = (softmax(x) − t) / batch, not divided for the sum.   x [batch, classes]
 *
 * Where targets are shares of classes, as PyTorch's probabilities, these take the place of onehot. With class weights w it is
 * −Σ w t ln softmax(x), and the mean of classes divides by Σ w of the batch's labels, that of shares by the batch. An example
 * of the class `ignore_index` has the loss 0 and the weight 0. (Of a batch of such alone PyTorch's mean is NaN, here it is 0.)
 */
export const cross_entropy = {
  schema,
  aliases: [
    ...["nll", "nll_loss", "log_loss", "crossentropyloss", "cross_entropy_loss", "softmax_cross_entropy"],
    ...["categorical_crossentropy", "sparse_categorical_crossentropy"],
  ],
  hints: { smoothing: "label_smoothing", class_weight: "weight", class_weights: "weight", ignore: "ignore_index" },
  contains: ["softmax", "log_softmax", "logsoftmax"],
  accepts: ["class"],
  outputs: "logits",
  build({ label_smoothing: smoothing = 0, reduction = "mean", weight, ignore_index: ignore = -100 }, output) {
    const classes = sizeOf(output);
    const table = weight && oneEach("layers/cross_entropy", "weight", weight, classes);
    if (ignore >= classes) {
      const rule = `ignore_index must be one of the ${classes} classes, or below 0, got ${ignore}`;
      throw new InputError("layers/cross_entropy", rule, ["ignore_index"]);
    }
    const isWeighted = table !== undefined || ignore >= 0;
    return {
      reduction,
      takesShares: ignore < 0,
      isWeighted,
      constants: table ? [table] : [],
      emit(emitter, { x, targets, loss }) {
        const dx = emitter.training ? emitter.tensor("gradient", output) : undefined;
        const common = { x, loss, dx, classes, smoothing, scale: batchScale(reduction, emitter.batch) };
        if (targets.dtype === "i32" && !isWeighted) {
          emitter.emit("cross_entropy", { ...common, labels: targets });
          return { dx };
        }
        const ofClasses = { ...common, weight: table?.tensor };
        if (targets.dtype !== "i32") {
          emitter.emit("cross_entropy_shares", { ...ofClasses, targets });
          return { dx };
        }
        const shares = oneHot(emitter, targets, classes, ignore);
        const [weights, factor] = [emitter.tensor("weights", []), emitter.workspace("factor", [1])];
        const count = emitter.batch;
        emitter.emit("label_weights", { labels: targets, weight: table?.tensor, weights, factor, count, ignore });
        const mean = reduction === "mean" ? { factor } : {};
        emitter.emit("cross_entropy_shares", { ...ofClasses, ...mean, targets: shares });
        return { dx, weights };
      },
    };
  },
} as const satisfies LossDefinition<Partial<FromSchema<typeof schema>>>;
