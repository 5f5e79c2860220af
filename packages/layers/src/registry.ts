import type { InitializerDefinition, LayerDefinition, LossDefinition, MetricDefinition } from "./contract.ts";
import { constant } from "./initializers/constant.ts";
import { kaiming_normal } from "./initializers/kaiming_normal.ts";
import { kaiming_uniform } from "./initializers/kaiming_uniform.ts";
import { lecun_normal } from "./initializers/lecun_normal.ts";
import { normal } from "./initializers/normal.ts";
import { ones } from "./initializers/ones.ts";
import { orthogonal } from "./initializers/orthogonal.ts";
import { trunc_normal } from "./initializers/trunc_normal.ts";
import { uniform } from "./initializers/uniform.ts";
import { xavier_normal } from "./initializers/xavier_normal.ts";
import { xavier_uniform } from "./initializers/xavier_uniform.ts";
import { zeros } from "./initializers/zeros.ts";
import { adaptive_avg_pool2d } from "./layers/adaptive_avg_pool2d.ts";
import { avg_pool2d } from "./layers/avg_pool2d.ts";
import { batch_norm } from "./layers/batch_norm.ts";
import { concat } from "./layers/concat.ts";
import { conv2d } from "./layers/conv2d.ts";
import { dropout } from "./layers/dropout.ts";
import { dropout2d } from "./layers/dropout2d.ts";
import { elu } from "./layers/elu.ts";
import { flatten } from "./layers/flatten.ts";
import { gelu } from "./layers/gelu.ts";
import { group_norm } from "./layers/group_norm.ts";
import { hardswish } from "./layers/hardswish.ts";
import { layer_norm } from "./layers/layer_norm.ts";
import { leaky_relu } from "./layers/leaky_relu.ts";
import { linear } from "./layers/linear.ts";
import { max_pool2d } from "./layers/max_pool2d.ts";
import { mish } from "./layers/mish.ts";
import { prelu } from "./layers/prelu.ts";
import { relu } from "./layers/relu.ts";
import { repeat } from "./layers/repeat.ts";
import { residual } from "./layers/residual.ts";
import { selu } from "./layers/selu.ts";
import { sigmoid } from "./layers/sigmoid.ts";
import { silu } from "./layers/silu.ts";
import { softmax } from "./layers/softmax.ts";
import { softplus } from "./layers/softplus.ts";
import { tanh } from "./layers/tanh.ts";
import { bce_with_logits } from "./losses/bce_with_logits.ts";
import { cross_entropy } from "./losses/cross_entropy.ts";
import { huber } from "./losses/huber.ts";
import { l1 } from "./losses/l1.ts";
import { mse } from "./losses/mse.ts";
import { multi_margin } from "./losses/multi_margin.ts";
import { accuracy } from "./metrics/accuracy.ts";
import { calibration_error } from "./metrics/calibration_error.ts";
import { f1 } from "./metrics/f1.ts";
import { mae } from "./metrics/mae.ts";
import { precision } from "./metrics/precision.ts";
import { r2 } from "./metrics/r2.ts";
import { recall } from "./metrics/recall.ts";
import { rmse } from "./metrics/rmse.ts";
import { top_k } from "./metrics/top_k.ts";

/** The key of each part is its file's name, its export's name and its `type` in a spec. */
export const layers = {
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
} satisfies Record<string, LayerDefinition>;

export const losses = { cross_entropy, mse, l1, huber, bce_with_logits, multi_margin } satisfies Record<
  string,
  LossDefinition
>;

export const metrics = { accuracy, top_k, precision, recall, f1, calibration_error, mae, rmse, r2 } satisfies Record<
  string,
  MetricDefinition
>;

export const initializers = {
  zeros,
  ones,
  constant,
  normal,
  uniform,
  trunc_normal,
  xavier_uniform,
  xavier_normal,
  kaiming_uniform,
  kaiming_normal,
  lecun_normal,
  orthogonal,
} satisfies Record<string, InitializerDefinition>;
