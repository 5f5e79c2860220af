export { execute, proceed, work } from "./team";
export { erf, multiplyAdds, roundsOnce } from "./probe";
export { setWide } from "./common";
export { gemm, pack } from "./gemm";
export { conv2d, pack_flipped } from "./conv2d";
export { conv2d_backward_input, pack_by_class } from "./conv2d_input";
export { conv2d_backward_weight, sum_chunks } from "./conv2d_weight";
export { depthwise_conv2d, depthwise_conv2d_backward_input } from "./depthwise";
export { depthwise_conv2d_backward_weight } from "./depthwise_weight";
export { conv2d_backward_sparse, pack_by_output, sum_chunks_by_output } from "./conv2d_sparse";
export {
  elu, elu_backward, gelu, gelu_backward, gelu_tanh, gelu_tanh_backward, hardswish, hardswish_backward, leaky_relu,
  leaky_relu_backward, mish, mish_backward, silu, silu_backward, softplus, softplus_backward,
} from "./activations";
export {
  add, copy_slice, relu, relu_backward, sigmoid, sigmoid_backward, tanh, tanh_backward,
} from "./elementwise";
export { adaptive_avg_pool2d, adaptive_avg_pool2d_backward } from "./adaptive_avg_pool2d";
export { avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward } from "./pool2d";
export { cross_entropy, huber, l1, mse, mse_values, sum_loss } from "./losses";
export { calibration_counts } from "./calibration";
export { absolute_error, class_counts, residual_squares, squared_error, sum_f64, top_k } from "./metrics";
export { argmax, beta_draw, cutmix, cutmix_box, mix_rows, one_hot } from "./mixing";
export { bce_with_logits, cross_entropy_shares, label_weights, multi_margin } from "./share_losses";
export { batch_norm_sums } from "./batch_norm";
export { batch_norm_apply } from "./batch_norm_apply";
export { batch_norm_finalize } from "./batch_norm_finalize";
export {
  batch_norm_backward_apply, batch_norm_backward_finalize, batch_norm_backward_sums,
} from "./batch_norm_backward";
export { linear_sparse, linear_sparse_weight, shift_sums } from "./linear_sparse";
export { group_norm, group_norm_backward } from "./group_norm";
export { group_norm_finalize, group_norm_sums } from "./group_norm_sums";
export { dropout, dropout2d } from "./dropout";
export { prelu, prelu_backward, prelu_finalize } from "./prelu";
export { softmax, softmax_backward } from "./softmax";
export { gather_f32, gather_labels, gather_u8, gather_u8_features, gather_words } from "./gather";
export { accumulate, clamp, clip_factor, ema, scale_by, square_sums } from "./gradients";
export { elastic } from "./elastic";
export { gaussian_noise } from "./gaussian_noise";
export { muon, muon_direction, newton_schulz, normalize } from "./muon";
export { random_affine } from "./random_affine";
export { random_crop } from "./random_crop";
export { random_erasing } from "./random_erasing";
export { random_horizontal_flip } from "./random_horizontal_flip";
export { adagrad, rmsprop, sgd, sum_rows } from "./updates";
export { adadelta, adamax } from "./updates_adaptive";
export { adam, nadam, radam } from "./updates_moments";
export { lion, rprop } from "./updates_sign";
export { conv2d_winograd, winograd_weight } from "./winograd";
export { conv2d_winograd_weight } from "./winograd_weight";
