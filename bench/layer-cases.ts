import type { PartSpec } from "@assay/experiment";

/** A layer on its own, over a batch. */
export interface LayerCase {
  readonly part: PartSpec;
  /** Of one example. */
  readonly input: readonly number[];
}

const MAP = [28, 28, 32];

/** Without parameters, one after the other over the same map. */
const elementwise = [
  "relu",
  "leaky_relu",
  "prelu",
  "elu",
  "selu",
  "gelu",
  "silu",
  "mish",
  "hardswish",
  "sigmoid",
  "tanh",
  "softplus",
  "dropout",
  "dropout2d",
].map((type): LayerCase => ({ part: { type }, input: MAP }));

const conv2d = (out_channels: number, kernel_size: number, options: object = {}): PartSpec => ({
  type: "conv2d",
  out_channels,
  kernel_size,
  padding: (kernel_size - 1) / 2,
  ...options,
});

/** Every registered layer at sizes that the reference nets have, in batches of 64. */
export const layerCases: readonly LayerCase[] = [
  { part: { type: "linear", out_features: 128 }, input: [784] },
  { part: { type: "linear", out_features: 10 }, input: [128] },
  { part: conv2d(8, 3), input: [28, 28, 1] },
  { part: conv2d(32, 3), input: [14, 14, 32] },
  { part: conv2d(32, 3, { stride: 2 }), input: [28, 28, 16] },
  { part: conv2d(32, 3, { groups: 32 }), input: [28, 28, 32] },
  { part: conv2d(64, 1), input: [14, 14, 32] },
  { part: { type: "max_pool2d", kernel_size: 2 }, input: MAP },
  { part: { type: "max_pool2d", kernel_size: 3, stride: 2, padding: 1 }, input: MAP },
  { part: { type: "avg_pool2d", kernel_size: 2 }, input: MAP },
  { part: { type: "adaptive_avg_pool2d", output_size: 1 }, input: [7, 7, 64] },
  { part: { type: "flatten" }, input: [7, 7, 64] },
  { part: { type: "batch_norm" }, input: MAP },
  { part: { type: "batch_norm" }, input: [128] },
  { part: { type: "layer_norm" }, input: [128] },
  { part: { type: "layer_norm" }, input: [14, 14, 32] },
  { part: { type: "group_norm", num_groups: 8 }, input: MAP },
  ...elementwise,
  { part: { type: "softmax" }, input: [128] },
  { part: { type: "residual", body: [conv2d(32, 3)] }, input: [14, 14, 32] },
  { part: { type: "concat", branches: [[conv2d(16, 1)], [conv2d(16, 3)]] }, input: [14, 14, 32] },
  { part: { type: "repeat", times: 3, body: [{ type: "linear", out_features: 128 }, { type: "relu" }] }, input: [128] },
];

/** What a table calls a case: "conv2d 14×14×32, out_channels 32, kernel_size 3". */
export function nameOf({ part: { type, ...options }, input }: LayerCase): string {
  const words = Object.entries(options)
    .filter(([, value]) => typeof value === "number")
    .map(([key, value]) => `${key} ${value}`);
  return [`${type} ${input.join("×")}`, ...words].join(", ");
}
