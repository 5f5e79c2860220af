// From batch normalization's sums of each sample to the mean and the deviation over all, in double precision.

import { spill } from "./common";

@unmanaged
class Finalize {
  partial: usize; weight: usize; bias: usize; running_mean: usize; running_var: usize; moments: usize; affine: usize;
  batch: i32; rows: i32; channels: i32; momentum: f32; eps: f32;
}

/** value = (1 − m) · value + m · next; at m = 0 or 1 the other one counts for nothing, even if it is infinite. */
function move(at: usize, next: f64, m: f64): void {
  if (m == 0) return;
  store<f32>(at, <f32>(m == 1 ? next : (1 - m) * <f64>load<f32>(at) + m * next));
}

/**
 * Sums of eight channels from `c` on, or as many as there are, over the samples, in order: [8] first and [8] second ones, in `spill`.
 */
export function sumSamples(partial: usize, batch: i32, channels: i32, c: i32): void {
  const second = <usize>channels << 3, next = second << 1;
  let from = partial + (<usize>c << 3);
  if (c + 8 <= channels) {
    let a = f64x2.splat(0), b = a, e = a, f = a, aa = a, bb = a, ee = a, ff = a;
    for (; batch > 0; batch--) {
      const at = from + second;
      a = f64x2.add(a, v128.load(from)); b = f64x2.add(b, v128.load(from, 16));
      e = f64x2.add(e, v128.load(from, 32)); f = f64x2.add(f, v128.load(from, 48));
      aa = f64x2.add(aa, v128.load(at)); bb = f64x2.add(bb, v128.load(at, 16));
      ee = f64x2.add(ee, v128.load(at, 32)); ff = f64x2.add(ff, v128.load(at, 48));
      from += next;
    }
    v128.store(spill, a); v128.store(spill, b, 16); v128.store(spill, e, 32); v128.store(spill, f, 48);
    v128.store(spill, aa, 64); v128.store(spill, bb, 80); v128.store(spill, ee, 96); v128.store(spill, ff, 112);
    return;
  }
  for (let to = spill; c < channels; c++) {
    let sum: f64 = 0, dot: f64 = 0;
    for (let s = 0, at = from; s < batch; s++, at += next) {
      sum += load<f64>(at);
      dot += load<f64>(at + second);
    }
    store<f64>(to, sum);
    store<f64>(to, dot, 64);
    from += 8;
    to += 8;
  }
}

/**
 * Eight channels a unit. moments = [mean, 1/√(var + eps), …], affine = [scale, shift] with y = x · scale + shift, and the
 * running statistics move by `momentum` (variance unbiased, as in PyTorch). Without partial sums (evaluation) the
 * running statistics are used. After the moments stands what their rounding to single precision took from each.
 */
export function batch_norm_finalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<Finalize>(d);
  const channels = f.channels;
  for (let c = begin * 8, stop = min(end * 8, channels); c < stop; c++) {
    const o = <usize>c << 2;
    let mean: f64, variance: f64;
    if (f.partial) {
      if (c % 8 == 0) sumSamples(f.partial, f.batch, channels, c);
      const at = spill + (<usize>(c % 8) << 3), sum = load<f64>(at), square = load<f64>(at, 64);
      const n = <f64>f.batch * <f64>f.rows;
      mean = sum / n;
      variance = max<f64>(square / n - mean * mean, 0);
      const unbiased = n > 1 ? variance * n / (n - 1) : variance;
      move(f.running_mean + o, mean, <f64>f.momentum);
      move(f.running_var + o, unbiased, <f64>f.momentum);
    } else {
      mean = <f64>load<f32>(f.running_mean + o);
      variance = <f64>load<f32>(f.running_var + o);
    }
    const inverse = 1 / Math.sqrt(variance + <f64>f.eps);
    const scale = inverse * (f.weight ? <f64>load<f32>(f.weight + o) : 1);
    const shift = (f.bias ? <f64>load<f32>(f.bias + o) : 0) - mean * scale;
    if (f.moments) {
      const row = <usize>channels << 2;
      storeBoth(f.moments + o, mean, 2 * row);
      storeBoth(f.moments + o + row, inverse, 2 * row);
    }
    store<f32>(f.affine + o, <f32>scale);
    store<f32>(f.affine + o + (<usize>channels << 2), <f32>shift);
  }
}

/** A number as the sum of two single-precision ones, `apart` bytes from one another. */
export function storeBoth(at: usize, value: f64, apart: usize): void {
  store<f32>(at, <f32>value);
  store<f32>(at + apart, <f32>(value - <f64><f32>value));
}

// @ts-ignore: decorator
@inline
export function loadBoth(at: usize, apart: usize): f64 {
  return <f64>load<f32>(at) + <f64>load<f32>(at + apart);
}
