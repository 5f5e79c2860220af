// Activations whose gradient is a function of their input: y = f(x), and dx = dy · f'(x). A unit is a sample of `size` elements.
// The loops are the same for all.

import { ELU, formula, GELU, GELU_TANH, HARDSWISH, LEAKY_RELU, MISH, SILU, SOFTPLUS } from "./activation_formulas";
import { first } from "./common";

/** y = f(x) for the elements from `start` to `stop`. */
// @ts-ignore: decorator
@inline
function forward(kind: i32, x: usize, y: usize, start: i32, stop: i32, p: f32, q: f32): void {
  const ps = f32x4.splat(p), qs = f32x4.splat(q), end = <usize>stop << 2;
  let o = <usize>start << 2;
  for (; o + 16 <= end; o += 16) v128.store(y + o, formula(kind, false, v128.load(x + o), ps, qs));
  for (; o < end; o += 4) store<f32>(y + o, first(formula(kind, false, v128.load32_splat(x + o), ps, qs)));
}

/** dx = dy · f'(x) for the elements from `start` to `stop`. */
// @ts-ignore: decorator
@inline
function backward(kind: i32, dy: usize, x: usize, dx: usize, start: i32, stop: i32, p: f32, q: f32): void {
  const ps = f32x4.splat(p), qs = f32x4.splat(q), end = <usize>stop << 2;
  let o = <usize>start << 2;
  for (; o + 16 <= end; o += 16) v128.store(dx + o, f32x4.mul(v128.load(dy + o), formula(kind, true, v128.load(x + o), ps, qs)));
  for (; o < end; o += 4) store<f32>(dx + o, load<f32>(dy + o) * first(formula(kind, true, v128.load32_splat(x + o), ps, qs)));
}

@unmanaged
class Activation {
  x: usize; y: usize; size: i32;
}

/** a: dy, b: x, y: dx */
@unmanaged
class ActivationBackward {
  a: usize; b: usize; y: usize; size: i32;
}

@unmanaged
class LeakyRelu {
  x: usize; y: usize; size: i32; negative_slope: f32;
}

@unmanaged
class LeakyReluBackward {
  a: usize; b: usize; y: usize; size: i32; negative_slope: f32;
}

export function leaky_relu(d: usize, begin: i32, end: i32): void {
  const f = changetype<LeakyRelu>(d);
  forward(LEAKY_RELU, f.x, f.y, begin * f.size, end * f.size, f.negative_slope, 0);
}

export function leaky_relu_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<LeakyReluBackward>(d);
  backward(LEAKY_RELU, f.a, f.b, f.y, begin * f.size, end * f.size, f.negative_slope, 0);
}

@unmanaged
class Elu {
  x: usize; y: usize; size: i32; alpha: f32; scale: f32;
}

@unmanaged
class EluBackward {
  a: usize; b: usize; y: usize; size: i32; alpha: f32; scale: f32;
}

export function elu(d: usize, begin: i32, end: i32): void {
  const f = changetype<Elu>(d);
  forward(ELU, f.x, f.y, begin * f.size, end * f.size, f.alpha, f.scale);
}

export function elu_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<EluBackward>(d);
  backward(ELU, f.a, f.b, f.y, begin * f.size, end * f.size, f.alpha, f.scale);
}

export function gelu(d: usize, begin: i32, end: i32): void {
  const f = changetype<Activation>(d);
  forward(GELU, f.x, f.y, begin * f.size, end * f.size, 0, 0);
}

export function gelu_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<ActivationBackward>(d);
  backward(GELU, f.a, f.b, f.y, begin * f.size, end * f.size, 0, 0);
}

export function gelu_tanh(d: usize, begin: i32, end: i32): void {
  const f = changetype<Activation>(d);
  forward(GELU_TANH, f.x, f.y, begin * f.size, end * f.size, 0, 0);
}

export function gelu_tanh_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<ActivationBackward>(d);
  backward(GELU_TANH, f.a, f.b, f.y, begin * f.size, end * f.size, 0, 0);
}

export function silu(d: usize, begin: i32, end: i32): void {
  const f = changetype<Activation>(d);
  forward(SILU, f.x, f.y, begin * f.size, end * f.size, 0, 0);
}

export function silu_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<ActivationBackward>(d);
  backward(SILU, f.a, f.b, f.y, begin * f.size, end * f.size, 0, 0);
}

export function mish(d: usize, begin: i32, end: i32): void {
  const f = changetype<Activation>(d);
  forward(MISH, f.x, f.y, begin * f.size, end * f.size, 0, 0);
}

export function mish_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<ActivationBackward>(d);
  backward(MISH, f.a, f.b, f.y, begin * f.size, end * f.size, 0, 0);
}

export function hardswish(d: usize, begin: i32, end: i32): void {
  const f = changetype<Activation>(d);
  forward(HARDSWISH, f.x, f.y, begin * f.size, end * f.size, 0, 0);
}

export function hardswish_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<ActivationBackward>(d);
  backward(HARDSWISH, f.a, f.b, f.y, begin * f.size, end * f.size, 0, 0);
}

@unmanaged
class Softplus {
  x: usize; y: usize; size: i32; beta: f32; threshold: f32;
}

@unmanaged
class SoftplusBackward {
  a: usize; b: usize; y: usize; size: i32; beta: f32; threshold: f32;
}

export function softplus(d: usize, begin: i32, end: i32): void {
  const f = changetype<Softplus>(d);
  forward(SOFTPLUS, f.x, f.y, begin * f.size, end * f.size, f.beta, f.threshold);
}

export function softplus_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<SoftplusBackward>(d);
  backward(SOFTPLUS, f.a, f.b, f.y, begin * f.size, end * f.size, f.beta, f.threshold);
}
