import type { losses } from "../../packages/layers/src/index.ts";
import type { Entry } from "./entry.ts";

const oneHot = "For classes the target is the one-hot row; PyTorch leaves it to its user to make one.";
const batchmean = "`reduction: batchmean`, summed over the outputs and averaged over the batch, is Assay's own.";
const weight = "`weight` takes no negative numbers.";

export const lossEntries = {
  cross_entropy: {
    theirs: "torch.nn.CrossEntropyLoss",
    differences: [
      "Outputs are rows [batch, classes]; PyTorch also takes a class for each pixel.",
      "`ignore_index` below 0 ignores nothing, from the number of classes on it is refused; PyTorch takes any label.",
      "With a batch whose weights sum to 0, or whose examples are all ignored, loss and gradient are 0; PyTorch's mean is NaN.",
      weight,
    ],
  },
  mse: { theirs: "torch.nn.MSELoss", differences: [oneHot, batchmean] },
  l1: { theirs: "torch.nn.L1Loss", differences: [batchmean] },
  huber: {
    theirs: "torch.nn.HuberLoss",
    differences: [
      "torch.nn.SmoothL1Loss is the same for delta 1; for another beta it is this one with delta = beta, divided by beta.",
      batchmean,
    ],
  },
  bce_with_logits: {
    theirs: "torch.nn.BCEWithLogitsLoss",
    differences: [
      "No `weight`, which in PyTorch multiplies each element.",
      "`pos_weight` is one number, or one for each output, none negative.",
      "Targets outside of 0 to 1 are refused; PyTorch computes with them.",
      oneHot,
      batchmean,
    ],
  },
  multi_margin: {
    theirs: "torch.nn.MultiMarginLoss",
    differences: [weight],
  },
} as const satisfies Record<keyof typeof losses, Entry>;
