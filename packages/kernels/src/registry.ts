import {
  elu,
  elu_backward,
  gelu,
  gelu_backward,
  gelu_tanh,
  gelu_tanh_backward,
  hardswish,
  hardswish_backward,
  leaky_relu,
  leaky_relu_backward,
  mish,
  mish_backward,
  silu,
  silu_backward,
  softplus,
  softplus_backward,
} from "./kernels/activations.ts";
import { adaptive_avg_pool2d, adaptive_avg_pool2d_backward } from "./kernels/adaptive_avg_pool2d.ts";
import {
  batch_norm_apply,
  batch_norm_backward_apply,
  batch_norm_backward_finalize,
  batch_norm_backward_sums,
  batch_norm_finalize,
  batch_norm_sums,
} from "./kernels/batch_norm.ts";
import { calibration_counts } from "./kernels/calibration.ts";
import { conv2d, conv2d_backward_weight, pack_flipped, sum_chunks } from "./kernels/conv2d.ts";
import { conv2d_backward_input, pack_by_class } from "./kernels/conv2d_input.ts";
import { conv2d_backward_sparse, pack_by_output, sum_chunks_by_output } from "./kernels/conv2d_sparse.ts";
import {
  depthwise_conv2d,
  depthwise_conv2d_backward_input,
  depthwise_conv2d_backward_weight,
} from "./kernels/depthwise.ts";
import { dropout, dropout2d } from "./kernels/dropout.ts";
import { elastic } from "./kernels/elastic.ts";
import {
  add,
  copy_slice,
  relu,
  relu_backward,
  sigmoid,
  sigmoid_backward,
  tanh,
  tanh_backward,
} from "./kernels/elementwise.ts";
import { gather_f32, gather_labels, gather_u8, gather_u8_features, gather_words } from "./kernels/gather.ts";
import { gaussian_noise } from "./kernels/gaussian_noise.ts";
import { gemm, pack } from "./kernels/gemm.ts";
import { accumulate, clamp, clip_factor, ema, scale_by, square_sums } from "./kernels/gradients.ts";
import { group_norm, group_norm_backward, group_norm_finalize, group_norm_sums } from "./kernels/group_norm.ts";
import { linear_sparse, linear_sparse_weight, shift_sums } from "./kernels/linear_sparse.ts";
import { cross_entropy, huber, l1, mse, mse_values, sum_loss } from "./kernels/losses.ts";
import { absolute_error, class_counts, residual_squares, squared_error, sum_f64, top_k } from "./kernels/metrics.ts";
import { argmax, beta_draw, cutmix, cutmix_box, mix_rows, one_hot } from "./kernels/mixing.ts";
import { muon, muon_direction, newton_schulz, normalize } from "./kernels/muon.ts";
import { avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward } from "./kernels/pool2d.ts";
import { prelu, prelu_backward, prelu_finalize } from "./kernels/prelu.ts";
import { random_affine } from "./kernels/random_affine.ts";
import { random_crop } from "./kernels/random_crop.ts";
import { random_erasing } from "./kernels/random_erasing.ts";
import { random_horizontal_flip } from "./kernels/random_horizontal_flip.ts";
import { bce_with_logits, cross_entropy_shares, label_weights, multi_margin } from "./kernels/share_losses.ts";
import { softmax, softmax_backward } from "./kernels/softmax.ts";
import { adagrad, rmsprop, sgd, sum_rows } from "./kernels/updates.ts";
import { adadelta, adamax } from "./kernels/updates_adaptive.ts";
import { adam, nadam, radam } from "./kernels/updates_moments.ts";
import { lion, rprop } from "./kernels/updates_sign.ts";
import { conv2d_winograd, conv2d_winograd_weight, winograd_weight } from "./kernels/winograd.ts";

/** Every kernel under the name of its WebAssembly export. */
export const kernels = {
  absolute_error,
  accumulate,
  adadelta,
  adagrad,
  adam,
  adamax,
  adaptive_avg_pool2d,
  adaptive_avg_pool2d_backward,
  add,
  argmax,
  avg_pool2d,
  avg_pool2d_backward,
  batch_norm_apply,
  batch_norm_backward_apply,
  batch_norm_backward_finalize,
  batch_norm_backward_sums,
  batch_norm_finalize,
  batch_norm_sums,
  bce_with_logits,
  beta_draw,
  calibration_counts,
  clamp,
  class_counts,
  clip_factor,
  conv2d,
  conv2d_backward_input,
  conv2d_backward_sparse,
  conv2d_backward_weight,
  conv2d_winograd,
  conv2d_winograd_weight,
  copy_slice,
  cross_entropy,
  cross_entropy_shares,
  cutmix,
  cutmix_box,
  depthwise_conv2d,
  depthwise_conv2d_backward_input,
  depthwise_conv2d_backward_weight,
  dropout,
  dropout2d,
  elastic,
  elu,
  elu_backward,
  ema,
  gather_f32,
  gather_labels,
  gather_u8,
  gather_u8_features,
  gather_words,
  gaussian_noise,
  gelu,
  gelu_backward,
  gelu_tanh,
  gelu_tanh_backward,
  gemm,
  group_norm,
  group_norm_backward,
  group_norm_finalize,
  group_norm_sums,
  hardswish,
  hardswish_backward,
  huber,
  l1,
  label_weights,
  leaky_relu,
  leaky_relu_backward,
  linear_sparse,
  linear_sparse_weight,
  lion,
  max_pool2d,
  max_pool2d_backward,
  mish,
  mish_backward,
  mix_rows,
  mse,
  mse_values,
  multi_margin,
  muon,
  muon_direction,
  nadam,
  newton_schulz,
  normalize,
  one_hot,
  pack,
  pack_by_class,
  pack_by_output,
  pack_flipped,
  prelu,
  prelu_backward,
  prelu_finalize,
  radam,
  random_affine,
  random_crop,
  random_erasing,
  random_horizontal_flip,
  relu,
  relu_backward,
  residual_squares,
  rmsprop,
  rprop,
  scale_by,
  sgd,
  shift_sums,
  sigmoid,
  sigmoid_backward,
  silu,
  silu_backward,
  softmax,
  softmax_backward,
  softplus,
  softplus_backward,
  square_sums,
  squared_error,
  sum_chunks,
  sum_chunks_by_output,
  sum_f64,
  sum_loss,
  sum_rows,
  tanh,
  tanh_backward,
  top_k,
  winograd_weight,
} as const;

export type KernelName = keyof typeof kernels;
/** Every thread numbers the kernels in this order in its function table. */
export const kernelNames = Object.keys(kernels) as KernelName[];
