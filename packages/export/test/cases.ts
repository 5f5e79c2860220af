import type { PartSpec, Shape } from "@assay/layers";
import type { ModelDescription } from "@assay/training/events";

export interface Case {
  readonly architecture: readonly PartSpec[];
  readonly input: Shape;
  readonly description?: Partial<ModelDescription>;
}

const conv = (out_channels: number, kernel_size: number | readonly number[], more: object = {}): PartSpec => ({
  type: "conv2d",
  out_channels,
  kernel_size,
  ...more,
});
const flatten = { type: "flatten" };
const batch_norm = { type: "batch_norm" };
const tanh = { type: "tanh" };
const linear = (out_features: number, more: object = {}): PartSpec => ({ type: "linear", out_features, ...more });

/** At least one case for every registered layer, and for every option that changes what is written. */
export const cases: Readonly<Record<string, Case>> = {
  linear: { architecture: [linear(5)], input: [7] },
  "linear without bias": { architecture: [linear(3, { bias: false })], input: [4] },
  conv2d: { architecture: [conv(3, 3)], input: [5, 6, 2] },
  "conv2d with every option": {
    architecture: [conv(6, [3, 2], { stride: 2, padding: 2, dilation: 2, groups: 3, bias: false })],
    input: [7, 8, 3],
  },
  "conv2d, axes apart": {
    architecture: [conv(4, 3, { stride: [2, 1], padding: [0, 2], dilation: [1, 2] })],
    input: [7, 8, 3],
  },
  "conv2d, depthwise": { architecture: [conv(10, 3, { padding: 1, groups: 5 })], input: [4, 6, 5] },
  "conv2d, same, odd": { architecture: [conv(2, [3, 5], { padding: "same", dilation: 2 })], input: [6, 7, 2] },
  "conv2d, same, even": { architecture: [conv(2, [4, 2], { padding: "same" })], input: [5, 5, 3] },
  "conv2d, valid": { architecture: [conv(2, 1, { padding: "valid" })], input: [3, 2, 3] },
  max_pool2d: { architecture: [{ type: "max_pool2d", kernel_size: 2 }], input: [5, 4, 3] },
  "max_pool2d with every option": {
    architecture: [{ type: "max_pool2d", kernel_size: [3, 2], stride: [2, 1], padding: 1, dilation: [1, 2] }],
    input: [5, 6, 4],
  },
  "max_pool2d past the border": {
    architecture: [{ type: "max_pool2d", kernel_size: 3, stride: 2, padding: [0, 1], ceil_mode: true }],
    input: [6, 7, 4],
  },
  avg_pool2d: { architecture: [{ type: "avg_pool2d", kernel_size: 2 }], input: [4, 5, 5] },
  "avg_pool2d with every option": {
    architecture: [
      { type: "avg_pool2d", kernel_size: [3, 2], stride: [1, 2], padding: [1, 0], count_include_pad: false },
    ],
    input: [4, 4, 2],
  },
  "avg_pool2d past the border": {
    architecture: [{ type: "avg_pool2d", kernel_size: 3, stride: 2, padding: 1, ceil_mode: true }],
    input: [6, 8, 2],
  },
  "avg_pool2d past the border, pixels alone": {
    architecture: [
      { type: "avg_pool2d", kernel_size: 3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false },
    ],
    input: [6, 8, 2],
  },
  "pools larger than the image": {
    architecture: [
      { type: "max_pool2d", kernel_size: [4, 2], stride: 2, ceil_mode: true },
      { type: "avg_pool2d", kernel_size: [2, 3], padding: [1, 0], ceil_mode: true },
    ],
    input: [3, 4, 2],
  },
  adaptive_avg_pool2d: { architecture: [{ type: "adaptive_avg_pool2d", output_size: 1 }], input: [3, 4, 5] },
  "adaptive_avg_pool2d, extents that divide": {
    architecture: [{ type: "adaptive_avg_pool2d", output_size: [2, 3] }],
    input: [4, 6, 2],
  },
  "adaptive_avg_pool2d, windows that overlap": {
    architecture: [{ type: "adaptive_avg_pool2d", output_size: [3, 7] }],
    input: [4, 5, 2],
  },
  "flatten, Assay's order to the end": { architecture: [flatten], input: [2, 3, 4] },
  "flatten, one channel": { architecture: [flatten, flatten], input: [3, 2, 1] },
  "flatten, then linear": { architecture: [flatten, linear(4)], input: [3, 2, 5] },
  "flatten, then layers that keep the order, then linear": {
    architecture: [flatten, batch_norm, tanh, { type: "dropout", p: 0.3 }, linear(4), batch_norm],
    input: [2, 3, 4],
  },
  "flatten, then layers that keep the order to the end": {
    architecture: [flatten, batch_norm, tanh],
    input: [2, 3, 4],
  },
  "flatten inside a branch, its row added to another": {
    architecture: [
      { type: "residual", body: [flatten, linear(24)], shortcut: [flatten] },
      { type: "residual", body: [linear(24), tanh] },
    ],
    input: [2, 3, 4],
  },
  "batch_norm of images": { architecture: [batch_norm], input: [3, 2, 3] },
  "batch_norm of rows, without affine": {
    architecture: [{ type: "batch_norm", affine: false, eps: 0.01, momentum: 0.2 }],
    input: [5],
  },
  "layer_norm of images": { architecture: [{ type: "layer_norm" }], input: [3, 2, 3] },
  "layer_norm after a flatten, without a bias": {
    architecture: [flatten, { type: "layer_norm", bias: false, eps: 0.1 }, linear(3)],
    input: [2, 3, 4],
  },
  "layer_norm without affine": {
    architecture: [{ type: "layer_norm", elementwise_affine: false }, flatten, { type: "layer_norm" }],
    input: [3, 2, 3],
  },
  "group_norm of images": { architecture: [{ type: "group_norm", num_groups: 2 }], input: [3, 2, 6] },
  "group_norm of rows": { architecture: [{ type: "group_norm", num_groups: 3, eps: 0.01 }], input: [15] },
  "group_norm without affine": {
    architecture: [{ type: "group_norm", num_groups: 3, affine: false }, flatten, linear(2)],
    input: [3, 2, 3],
  },
  dropout2d: { architecture: [{ type: "dropout2d", p: 0.4 }], input: [2, 3, 2] },
  dropout: { architecture: [{ type: "dropout", p: 0.4 }], input: [9] },
  relu: { architecture: [{ type: "relu" }], input: [3, 3, 2] },
  sigmoid: { architecture: [{ type: "sigmoid" }], input: [9] },
  tanh: { architecture: [tanh], input: [9] },
  ...Object.fromEntries(
    [
      ...["selu", "silu", "mish", "hardswish", "gelu", "leaky_relu", "elu", "softplus"].map((type) => ({ type })),
      { type: "gelu", approximate: "tanh" },
      { type: "leaky_relu", negative_slope: -0.25 },
      { type: "elu", alpha: 1.5 },
      { type: "softplus", beta: 2, threshold: 0.5 },
    ].map((part) => [Object.values(part).join(" "), { architecture: [part], input: [9] }]),
  ),
  "prelu of images": {
    architecture: [{ type: "prelu" }, { type: "prelu", num_parameters: 4 }],
    input: [2, 3, 4],
  },
  "prelu after a flatten": {
    architecture: [flatten, { type: "prelu", num_parameters: 24 }, { type: "prelu" }, linear(3)],
    input: [2, 3, 4],
  },
  "softmax of images": { architecture: [{ type: "softmax" }], input: [2, 3, 4] },
  "softmax after a flatten": { architecture: [flatten, { type: "softmax" }, linear(3)], input: [2, 3, 4] },
  "residual without a shortcut": { architecture: [{ type: "residual", body: [batch_norm, tanh] }], input: [4, 3, 2] },
  "residual of the input alone": { architecture: [{ type: "residual", body: [] }], input: [6] },
  "residual with a shortcut, nested": {
    architecture: [
      {
        type: "residual",
        body: [conv(3, 3, { padding: 1 }), { type: "residual", body: [batch_norm, { type: "relu" }] }],
        shortcut: [conv(3, 1)],
      },
    ],
    input: [4, 4, 2],
  },
  concat: {
    architecture: [
      { type: "concat", branches: [[], [conv(2, 1)], [conv(3, 3, { padding: 1 }), batch_norm, tanh]] },
      flatten,
      linear(3),
    ],
    input: [3, 4, 2],
  },
  "repeat, every copy for the output of the one before": {
    architecture: [
      {
        type: "repeat",
        times: 3,
        body: [{ type: "concat", branches: [[], [conv(2, 3, { padding: 1 })]] }, batch_norm],
      },
      flatten,
      { type: "repeat", times: 2, body: [{ type: "residual", body: [linear(72), tanh] }, linear(72)] },
      { type: "repeat", times: 2, body: [] },
    ],
    input: [3, 3, 2],
  },
  "concat of rows": { architecture: [{ type: "concat", branches: [[linear(3)], [tanh]] }], input: [5] },
  "normalization with one value": {
    architecture: [conv(2, 2)],
    input: [3, 4, 3],
    description: { normalization: { scale: [0.25], shift: [-0.5] } },
  },
  "normalization with one value a channel": {
    architecture: [conv(2, 2)],
    input: [3, 4, 3],
    description: { normalization: { scale: [0.5, 0.25, 2], shift: [0.5, -1, 0] } },
  },
  "normalization with one value a pixel": {
    architecture: [conv(2, 2)],
    input: [2, 3, 2],
    description: {
      normalization: { scale: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shift: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
    },
  },
  "normalization of a table with one feature, missing values filled in": {
    architecture: [linear(2)],
    input: [1],
    description: { normalization: { scale: [0.5], shift: [0] }, missing_means: [3] },
  },
  "normalization of a table, missing values filled in": {
    architecture: [linear(2)],
    input: [3],
    description: { normalization: { scale: [2], shift: [1, 2, -3] }, missing_means: [0.5, -1.5, 4] },
  },
};
