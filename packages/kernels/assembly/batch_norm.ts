// Batch normalization (Ioffe and Szegedy 2015) over the last axis. Statistics are summed in f64, a part for each
// sample, then over the samples in order.

import { fma } from "./common";

@unmanaged
class Sums {
  x: usize; partial: usize; rows: i32; channels: i32;
}

/** partial[sample] = [Σ x, Σ x²] for each channel; a unit is a sample of `rows` pixels. */
export function batch_norm_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<Sums>(d);
  const channels = f.channels, row = <usize>channels << 2;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>(s * f.rows) * row;
    const to = f.partial + (<usize>(s * 2 * channels) << 3);
    const second = <usize>channels << 3;
    let c = 0;
    for (; c + 2 <= channels; c += 2) {
      let sum = f64x2.splat(0), square = f64x2.splat(0);
      let at = x + (<usize>c << 2);
      for (let r = f.rows; r > 0; r--) {
        const value = f64x2.promote_low_f32x4(v128.load64_zero(at));
        sum = f64x2.add(sum, value);
        square = f64x2.add(square, f64x2.mul(value, value));
        at += row;
      }
      v128.store(to + (<usize>c << 3), sum);
      v128.store(to + second + (<usize>c << 3), square);
    }
    for (; c < channels; c++) {
      let sum: f64 = 0, square: f64 = 0;
      let at = x + (<usize>c << 2);
      for (let r = f.rows; r > 0; r--) {
        const value = <f64>load<f32>(at);
        sum += value;
        square += value * value;
        at += row;
      }
      store<f64>(to + (<usize>c << 3), sum);
      store<f64>(to + second + (<usize>c << 3), square);
    }
  }
}

@unmanaged
class Finalize {
  partial: usize; weight: usize; bias: usize; running_mean: usize; running_var: usize; moments: usize; affine: usize;
  batch: i32; rows: i32; channels: i32; momentum: f32; eps: f32;
}

/**
 * One channel a unit. moments = [mean, 1/√(var + eps)], affine = [scale, shift] with y = x · scale + shift, and the
 * running statistics move by `momentum` (variance unbiased, as in PyTorch). Without partial sums (evaluation) the
 * running statistics are used.
 */
export function batch_norm_finalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<Finalize>(d);
  const channels = f.channels;
  for (let c = begin; c < end; c++) {
    const o = <usize>c << 2;
    let mean: f64, variance: f64;
    if (f.partial) {
      let sum: f64 = 0, square: f64 = 0;
      for (let s = 0; s < f.batch; s++) {
        const from = f.partial + (<usize>(s * 2 * channels + c) << 3);
        sum += load<f64>(from);
        square += load<f64>(from + (<usize>channels << 3));
      }
      const n = <f64>f.batch * <f64>f.rows;
      mean = sum / n;
      variance = max<f64>(square / n - mean * mean, 0);
      const unbiased = n > 1 ? variance * n / (n - 1) : variance;
      const m = <f64>f.momentum;
      store<f32>(f.running_mean + o, <f32>((1 - m) * <f64>load<f32>(f.running_mean + o) + m * mean));
      store<f32>(f.running_var + o, <f32>((1 - m) * <f64>load<f32>(f.running_var + o) + m * unbiased));
    } else {
      mean = <f64>load<f32>(f.running_mean + o);
      variance = <f64>load<f32>(f.running_var + o);
    }
    const inverse = 1 / Math.sqrt(variance + <f64>f.eps);
    const scale = inverse * (f.weight ? <f64>load<f32>(f.weight + o) : 1);
    const shift = (f.bias ? <f64>load<f32>(f.bias + o) : 0) - mean * scale;
    if (f.moments) {
      store<f32>(f.moments + o, <f32>mean);
      store<f32>(f.moments + o + (<usize>channels << 2), <f32>inverse);
    }
    store<f32>(f.affine + o, <f32>scale);
    store<f32>(f.affine + o + (<usize>channels << 2), <f32>shift);
  }
}

@unmanaged
class Apply {
  x: usize; affine: usize; y: usize; rows: i32; channels: i32;
}

/** y = x · scale + shift, channel by channel; a unit is a sample. */
export function batch_norm_apply(d: usize, begin: i32, end: i32): void {
  const f = changetype<Apply>(d);
  const channels = f.channels, row = <usize>channels << 2;
  let o = <usize>(begin * f.rows) * row;
  for (let r = (end - begin) * f.rows; r > 0; r--) {
    let c: usize = 0;
    for (; c + 16 <= row; c += 16) {
      v128.store(f.y + o, fma(v128.load(f.x + o), v128.load(f.affine + c), v128.load(f.affine + row + c)));
      o += 16;
    }
    for (; c < row; c += 4) {
      const value = fma(v128.load32_splat(f.x + o), v128.load32_splat(f.affine + c), v128.load32_splat(f.affine + row + c));
      store<f32>(f.y + o, f32x4.extract_lane(value, 0));
      o += 4;
    }
  }
}

@unmanaged
class BackwardSums {
  x: usize; dy: usize; moments: usize; partial: usize; rows: i32; channels: i32;
}

/** partial[sample] = [Σ dy, Σ dy · x̂] for each channel, x̂ = (x − mean) · inverse. */
export function batch_norm_backward_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<BackwardSums>(d);
  const channels = f.channels, row = <usize>channels << 2;
  for (let s = begin; s < end; s++) {
    const base = <usize>(s * f.rows) * row;
    const to = f.partial + (<usize>(s * 2 * channels) << 3);
    const second = <usize>channels << 3;
    let c = 0;
    for (; c + 2 <= channels; c += 2) {
      let sum = f64x2.splat(0), dot = f64x2.splat(0);
      let o = base + (<usize>c << 2);
      const mean = f64x2.promote_low_f32x4(v128.load64_zero(f.moments + (<usize>c << 2)));
      const inverse = f64x2.promote_low_f32x4(v128.load64_zero(f.moments + row + (<usize>c << 2)));
      for (let r = f.rows; r > 0; r--) {
        const dy = f64x2.promote_low_f32x4(v128.load64_zero(f.dy + o));
        const x = f64x2.promote_low_f32x4(v128.load64_zero(f.x + o));
        sum = f64x2.add(sum, dy);
        dot = f64x2.add(dot, f64x2.mul(dy, f64x2.mul(f64x2.sub(x, mean), inverse)));
        o += row;
      }
      v128.store(to + (<usize>c << 3), sum);
      v128.store(to + second + (<usize>c << 3), dot);
    }
    for (; c < channels; c++) {
      let sum: f64 = 0, dot: f64 = 0;
      let o = base + (<usize>c << 2);
      const mean = <f64>load<f32>(f.moments + (<usize>c << 2));
      const inverse = <f64>load<f32>(f.moments + row + (<usize>c << 2));
      for (let r = f.rows; r > 0; r--) {
        const dy = <f64>load<f32>(f.dy + o);
        sum += dy;
        dot += dy * ((<f64>load<f32>(f.x + o) - mean) * inverse);
        o += row;
      }
      store<f64>(to + (<usize>c << 3), sum);
      store<f64>(to + second + (<usize>c << 3), dot);
    }
  }
}

@unmanaged
class BackwardFinalize {
  partial: usize; weight: usize; moments: usize; dweight: usize; dbias: usize; affine: usize; batch: i32; rows: i32; channels: i32;
}

/** One channel a unit: dweight = Σ dy·x̂, dbias = Σ dy, and affine = [a, b, c] with dx = a·dy + b·x + c. */
export function batch_norm_backward_finalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<BackwardFinalize>(d);
  const channels = f.channels, row = <usize>channels << 2;
  for (let c = begin; c < end; c++) {
    const o = <usize>c << 2;
    let sum: f64 = 0, dot: f64 = 0;
    for (let s = 0; s < f.batch; s++) {
      const from = f.partial + (<usize>(s * 2 * channels + c) << 3);
      sum += load<f64>(from);
      dot += load<f64>(from + (<usize>channels << 3));
    }
    if (f.dweight) store<f32>(f.dweight + o, <f32>dot);
    if (f.dbias) store<f32>(f.dbias + o, <f32>sum);
    // dx = γ·inverse · (dy − Σdy/n − x̂ · Σ(dy·x̂)/n)
    const n = <f64>f.batch * <f64>f.rows;
    const mean = <f64>load<f32>(f.moments + o), inverse = <f64>load<f32>(f.moments + row + o);
    const a = inverse * (f.weight ? <f64>load<f32>(f.weight + o) : 1);
    const b = -a * inverse * dot / n;
    store<f32>(f.affine + o, <f32>a);
    store<f32>(f.affine + row + o, <f32>b);
    store<f32>(f.affine + 2 * row + o, <f32>(-a * sum / n - b * mean));
  }
}

@unmanaged
class BackwardApply {
  dy: usize; x: usize; affine: usize; dx: usize; rows: i32; channels: i32;
}

/** dx = a·dy + b·x + c; a unit is a sample. */
export function batch_norm_backward_apply(d: usize, begin: i32, end: i32): void {
  const f = changetype<BackwardApply>(d);
  const channels = f.channels, row = <usize>channels << 2;
  let o = <usize>(begin * f.rows) * row;
  for (let r = (end - begin) * f.rows; r > 0; r--) {
    let c: usize = 0;
    for (; c + 16 <= row; c += 16) {
      const inner = fma(v128.load(f.x + o), v128.load(f.affine + row + c), v128.load(f.affine + 2 * row + c));
      v128.store(f.dx + o, fma(v128.load(f.dy + o), v128.load(f.affine + c), inner));
      o += 16;
    }
    for (; c < row; c += 4) {
      const inner = fma(v128.load32_splat(f.x + o), v128.load32_splat(f.affine + row + c), v128.load32_splat(f.affine + 2 * row + c));
      const value = fma(v128.load32_splat(f.dy + o), v128.load32_splat(f.affine + c), inner);
      store<f32>(f.dx + o, f32x4.extract_lane(value, 0));
      o += 4;
    }
  }
}
