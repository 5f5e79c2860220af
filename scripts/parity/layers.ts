import type { layers } from "../../packages/layers/src/index.ts";
import { TOLERANCES } from "../../packages/layers/test/tolerances.ts";
import type { Entry } from "./entry.ts";

const gradients = {
  file: "packages/layers/test/gradients.test.ts",
  title: "gradients of input and parameters match central differences",
  claim: `central differences within ${100 * TOLERANCES.differences} %`,
};

const dropout = (what: string) => [
  {
    file: "packages/layers/test/dropout.test.ts",
    title: "a share of p is zero, within 4 standard deviations",
    claim: `the share of zero ${what} within 4 standard deviations, the others x / (1 − p)`,
  },
  {
    file: "packages/layers/test/dropout.test.ts",
    title: "the gradient has the mask of the output",
    claim: "the gradient's mask against the output's, bit by bit",
  },
  gradients,
];

const eps = "`eps` is at least 1e-12; PyTorch takes 0.";

export const layerEntries = {
  linear: {
    theirs: "torch.nn.Linear",
    differences: [
      "The input is a row [features]; PyTorch maps the last axis of an input of any number of axes.",
      "`init` and `bias_init` say how the parameters start. Their defaults are PyTorch's.",
    ],
  },
  conv2d: {
    theirs: "torch.nn.Conv2d",
    differences: [
      "No `padding_mode`: the border is zeros.",
      "`init` and `bias_init` say how the parameters start. Their defaults are PyTorch's.",
    ],
  },
  max_pool2d: {
    theirs: "torch.nn.MaxPool2d",
    differences: [
      "No `return_indices`.",
      "A window that holds nothing but padding, by its dilation, is refused; PyTorch gives −∞.",
    ],
  },
  avg_pool2d: {
    theirs: "torch.nn.AvgPool2d",
    differences: ["No `divisor_override`."],
  },
  adaptive_avg_pool2d: {
    theirs: "torch.nn.AdaptiveAvgPool2d",
    differences: ["`output_size` takes no None, which in PyTorch keeps the size of an axis."],
  },
  flatten: {
    theirs: "torch.nn.Flatten",
    differences: [
      "No `start_dim` and `end_dim`: all axes of an example become one.",
      "The order is height, width, channel; PyTorch's is channel, height, width. The weight of a linear layer after it has its rows in that order; an export puts them in PyTorch's.",
    ],
  },
  batch_norm: {
    theirs: "torch.nn.BatchNorm1d for rows, torch.nn.BatchNorm2d for images",
    differences: [
      "No `track_running_stats`: evaluation always uses the running statistics.",
      "`momentum` lies in 0 to 1; PyTorch takes any number, and None for the mean of all batches so far.",
      "No buffer `num_batches_tracked`; an export to PyTorch does without.",
      eps,
    ],
  },
  layer_norm: {
    theirs: "torch.nn.LayerNorm",
    newer: { bias: "2.1" },
    differences: [
      "No `normalized_shape`: it is the whole example, of an image all of height, width and channels.",
      "An example of one value is refused; PyTorch gives 0.",
      eps,
    ],
  },
  group_norm: {
    theirs: "torch.nn.GroupNorm",
    differences: ["A group of one value is refused; PyTorch gives 0 if the batch has two examples or more.", eps],
  },
  dropout: {
    theirs: "torch.nn.Dropout",
    tests: dropout("elements"),
    differences: [
      "The mask is a function of seed, layer, step, example and element, and so not the one that PyTorch draws with the same seed.",
    ],
  },
  dropout2d: {
    theirs: "torch.nn.Dropout2d",
    tests: dropout("channels"),
    differences: [
      "The mask is a function of seed, layer, step, example and channel, and so not the one that PyTorch draws with the same seed.",
      "The input is a batch of images; PyTorch also takes sequences, and with a warning rows.",
    ],
  },
  relu: { theirs: "torch.nn.ReLU", differences: [] },
  leaky_relu: { theirs: "torch.nn.LeakyReLU", differences: [] },
  prelu: {
    theirs: "torch.nn.PReLU",
    differences: [
      "`num_parameters` must be 1 or the number of channels when the model is built; PyTorch finds out in the first forward pass.",
      "Weight decay reaches the slope as it does in PyTorch, whose documentation advises against it: a group with `weight_decay: 0` spares it.",
    ],
  },
  elu: { theirs: "torch.nn.ELU", differences: [] },
  selu: { theirs: "torch.nn.SELU", differences: [] },
  gelu: { theirs: "torch.nn.GELU", differences: [] },
  silu: { theirs: "torch.nn.SiLU", differences: [] },
  mish: { theirs: "torch.nn.Mish", differences: [] },
  hardswish: {
    theirs: "torch.nn.Hardswish",
    differences: [
      "At exactly −3 and 3 the gradient is 0 and dy; PyTorch 1.13 and 2.6 have −dy / 2 and 3 dy / 2 there.",
    ],
  },
  sigmoid: { theirs: "torch.nn.Sigmoid", differences: [] },
  tanh: { theirs: "torch.nn.Tanh", differences: [] },
  softplus: {
    theirs: "torch.nn.Softplus",
    differences: ["`beta` is above 0; PyTorch takes negative ones, and gives ∞ for 0."],
  },
  softmax: {
    theirs: "torch.nn.Softmax(dim=1)",
    differences: ["No `dim`: the shares are those of the channels, of each pixel or of a row."],
  },
  residual: {
    theirs: "body(x) + shortcut(x) in a forward method; He et al. 2016",
    differences: ["PyTorch has no module for it. The parameters are called `body.0.weight`, `shortcut.0.weight` …."],
  },
  concat: {
    theirs: "torch.cat(…, dim=1) in a forward method",
    differences: ["Always along the channels. The parameters are called `branches.0.0.weight` …."],
  },
  repeat: {
    theirs: "torch.nn.Sequential of torch.nn.Sequential",
    differences: ["Each copy has parameters of its own, as modules that are built one by one."],
  },
} as const satisfies Record<keyof typeof layers, Entry>;
