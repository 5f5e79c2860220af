/** The option of losses with one number an example. */
export const exampleReductionSchema = {
  enum: ["mean", "sum"],
  default: "mean",
  description:
    "What is minimized: the mean over the batch, or the sum, whose gradient is not divided by the batch size. Reported losses are means either way.",
} as const;

/** The option of losses over several outputs. */
export const reductionSchema = {
  enum: ["mean", "batchmean", "sum"],
  default: "mean",
  description:
    "What is minimized: mean, over outputs and batch; batchmean, the sum over the outputs, mean over the batch; sum, over both. Reported losses are means over the examples.",
} as const;

export type Reduction = (typeof reductionSchema.enum)[number];

/** What the loss of one example, summed over its outputs, is divided by. */
export const divisorOf = (reduction: Reduction, outputs: number): number => (reduction === "mean" ? outputs : 1);

/** What the gradient of one example is multiplied by. */
export const batchScale = (reduction: Reduction, batch: number): number => (reduction === "sum" ? 1 : 1 / batch);

/** What the gradient is of: the mean over the batch, or the sum. */
export const overBatch = (reduction: Reduction): "mean" | "sum" => (reduction === "sum" ? "sum" : "mean");
