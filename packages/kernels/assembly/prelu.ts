// Parametric relu (He et al. 2015): the slope of negative numbers is learned, one for all or one a channel, the last axis. A unit is
// a sample of `rows` pixels.

import { first } from "./common";
import { high, low } from "./sums";

@unmanaged
class Prelu {
  x: usize; weight: usize; y: usize; rows: i32; channels: i32; shared: i32;
}

/** y = x where x > 0, else weight · x. With `shared` the weight is one number. */
export function prelu(d: usize, begin: i32, end: i32): void {
  const f = changetype<Prelu>(d);
  const bytes = <usize>f.channels << 2, zero = f32x4.splat(0);
  let x = f.x + <usize>(begin * f.rows) * bytes, y = f.y + <usize>(begin * f.rows) * bytes;
  for (let r = (end - begin) * f.rows; r > 0; r--) {
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) {
      const v = v128.load(x + o), slope = slopeOf(f.weight, o, f.shared, true);
      v128.store(y + o, v128.bitselect(v, f32x4.mul(slope, v), f32x4.gt(v, zero)));
    }
    for (; o < bytes; o += 4) {
      const v = load<f32>(x + o);
      store<f32>(y + o, v > 0 ? v : first(slopeOf(f.weight, o, f.shared, false)) * v);
    }
    x += bytes;
    y += bytes;
  }
}

/** The slopes of four channels, or that of one in every lane. */
// @ts-ignore: decorator
@inline
function slopeOf(weight: usize, o: usize, shared: i32, four: bool): v128 {
  if (shared) return v128.load32_splat(weight);
  return four ? v128.load(weight + o) : v128.load32_splat(weight + o);
}

@unmanaged
class PreluBackward {
  dy: usize; x: usize; weight: usize; dx: usize; partial: usize; rows: i32; channels: i32; shared: i32;
}

/** dx = dy where x > 0, else weight · dy; partial[sample] = Σ dy · min(x, 0), of each channel or with `shared` of all. */
export function prelu_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<PreluBackward>(d);
  const row = <usize>f.channels << 2, zero = f32x4.splat(0), none = f64x2.splat(0);
  for (let s = begin; s < end; s++) {
    const start = <usize>(s * f.rows) * row, stop = start + <usize>f.rows * row;
    const to = f.partial + (<usize>(f.shared ? s : s * f.channels) << 3);
    let all: f64 = 0, o: usize = 0;
    for (; o + 16 <= row; o += 16) {
      const slope = slopeOf(f.weight, o, f.shared, true);
      let a = none, b = none;
      for (let at = start + o; at < stop; at += row) {
        const v = v128.load(f.x + at), g = v128.load(f.dy + at), negative = f32x4.min(v, zero);
        if (f.dx) v128.store(f.dx + at, v128.bitselect(g, f32x4.mul(slope, g), f32x4.gt(v, zero)));
        a = f64x2.add(a, f64x2.mul(low(g), low(negative)));
        b = f64x2.add(b, f64x2.mul(high(g), high(negative)));
      }
      if (f.shared) {
        const sum = f64x2.add(a, b);
        all += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
      } else {
        v128.store(to + (o << 1), a);
        v128.store(to + (o << 1), b, 16);
      }
    }
    for (; o < row; o += 4) {
      const slope = first(slopeOf(f.weight, o, f.shared, false));
      let sum: f64 = 0;
      for (let at = start + o; at < stop; at += row) {
        const v = load<f32>(f.x + at), g = load<f32>(f.dy + at);
        if (f.dx) store<f32>(f.dx + at, v > 0 ? g : slope * g);
        sum += <f64>g * <f64>min<f32>(v, 0);
      }
      if (f.shared) all += sum;
      else store<f64>(to + (o << 1), sum);
    }
    if (f.shared) store<f64>(to, all);
  }
}

@unmanaged
class PreluFinalize {
  partial: usize; dweight: usize; samples: i32; width: i32;
}

/** dweight[i] = Σ partial[sample][i], in the order of the samples; a unit is a weight. */
export function prelu_finalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<PreluFinalize>(d);
  for (let i = begin; i < end; i++) {
    let sum: f64 = 0, at = f.partial + (<usize>i << 3);
    for (let s = f.samples; s > 0; s--) {
      sum += load<f64>(at);
      at += <usize>f.width << 3;
    }
    store<f32>(f.dweight + (<usize>i << 2), <f32>sum);
  }
}
