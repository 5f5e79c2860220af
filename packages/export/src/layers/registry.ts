import type { layers } from "@assay/layers";
import type { LayerForm, Refusal } from "../contract.ts";
import { elu, gelu, leaky_relu, mish, prelu, silu, softmax, softplus } from "./activations.ts";
import { adaptive_avg_pool2d } from "./adaptive_avg_pool2d.ts";
import { batch_norm } from "./batch_norm.ts";
import { concat } from "./concat.ts";
import { conv2d } from "./conv2d.ts";
import { dropout, dropout2d, hardswish, relu, selu, sigmoid, tanh } from "./elementwise.ts";
import { flatten } from "./flatten.ts";
import { group_norm } from "./group_norm.ts";
import { layer_norm } from "./layer_norm.ts";
import { linear } from "./linear.ts";
import { avg_pool2d, max_pool2d } from "./pooling.ts";
import { repeat } from "./repeat.ts";
import { residual } from "./residual.ts";

/** How each layer type is written; the key is its `type` in a spec. The contract suite names one that is missing. */
export const forms = {
  linear,
  conv2d,
  max_pool2d,
  avg_pool2d,
  adaptive_avg_pool2d,
  flatten,
  batch_norm,
  layer_norm,
  group_norm,
  dropout,
  dropout2d,
  relu,
  leaky_relu,
  prelu,
  elu,
  selu,
  gelu,
  silu,
  mish,
  hardswish,
  sigmoid,
  tanh,
  softplus,
  softmax,
  residual,
  concat,
  repeat,
} satisfies Partial<Record<keyof typeof layers, LayerForm | Refusal>>;
