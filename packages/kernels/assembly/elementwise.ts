// Activations and sums, element by element. A unit is a sample of `size` elements. Loops that do little with what they load take
// two vectors a turn, which V8 may merge.

import { expOf, tanhOf } from "./functions";
import { first } from "./common";

@unmanaged
class Unary {
  x: usize; y: usize; size: i32;
}

@unmanaged
class Binary {
  a: usize; b: usize; y: usize; size: i32;
}

export function relu(d: usize, begin: i32, end: i32): void {
  const f = changetype<Unary>(d);
  let o = <usize>(begin * f.size) << 2;
  const stop = <usize>(end * f.size) << 2;
  const zero = f32x4.splat(0);
  for (; o + 32 <= stop; o += 32) {
    const low = f32x4.max(v128.load(f.x + o), zero), high = f32x4.max(v128.load(f.x + o, 16), zero);
    v128.store(f.y + o, low);
    v128.store(f.y + o, high, 16);
  }
  for (; o < stop; o += 4) store<f32>(f.y + o, max<f32>(load<f32>(f.x + o), 0));
}

@unmanaged
class ReluBackward {
  a: usize; b: usize; y: usize; size: i32; scale: f32;
}

/** dx = scale · dy where y > 0, else 0. */
export function relu_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<ReluBackward>(d);
  const scale = f32x4.splat(f.scale);
  let o = <usize>(begin * f.size) << 2;
  const stop = <usize>(end * f.size) << 2;
  const zero = f32x4.splat(0);
  for (; o + 32 <= stop; o += 32) {
    const low = v128.and(f32x4.mul(scale, v128.load(f.a + o)), f32x4.gt(v128.load(f.b + o), zero));
    const high = v128.and(f32x4.mul(scale, v128.load(f.a + o, 16)), f32x4.gt(v128.load(f.b + o, 16), zero));
    v128.store(f.y + o, low);
    v128.store(f.y + o, high, 16);
  }
  for (; o < stop; o += 4) store<f32>(f.y + o, load<f32>(f.b + o) > 0 ? f.scale * load<f32>(f.a + o) : 0);
}

// @ts-ignore: decorator
@inline
function sigmoidOf(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), expOf(f32x4.neg(x))));
}

export function sigmoid(d: usize, begin: i32, end: i32): void {
  const f = changetype<Unary>(d);
  let o = <usize>(begin * f.size) << 2;
  const stop = <usize>(end * f.size) << 2;
  for (; o + 16 <= stop; o += 16) v128.store(f.y + o, sigmoidOf(v128.load(f.x + o)));
  for (; o < stop; o += 4) store<f32>(f.y + o, first(sigmoidOf(v128.load32_splat(f.x + o))));
}

/** dx = dy · y · (1 − y). */
export function sigmoid_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<Binary>(d);
  let o = <usize>(begin * f.size) << 2;
  const stop = <usize>(end * f.size) << 2;
  const one = f32x4.splat(1);
  for (; o + 16 <= stop; o += 16) {
    const y = v128.load(f.b + o);
    v128.store(f.y + o, f32x4.mul(v128.load(f.a + o), f32x4.mul(y, f32x4.sub(one, y))));
  }
  for (; o < stop; o += 4) {
    const y = load<f32>(f.b + o);
    store<f32>(f.y + o, load<f32>(f.a + o) * (y * (1 - y)));
  }
}

export function tanh(d: usize, begin: i32, end: i32): void {
  const f = changetype<Unary>(d);
  let o = <usize>(begin * f.size) << 2;
  const stop = <usize>(end * f.size) << 2;
  for (; o + 16 <= stop; o += 16) v128.store(f.y + o, tanhOf(v128.load(f.x + o)));
  for (; o < stop; o += 4) store<f32>(f.y + o, first(tanhOf(v128.load32_splat(f.x + o))));
}

/** dx = dy · (1 − y²). */
export function tanh_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<Binary>(d);
  let o = <usize>(begin * f.size) << 2;
  const stop = <usize>(end * f.size) << 2;
  const one = f32x4.splat(1);
  for (; o + 16 <= stop; o += 16) {
    const y = v128.load(f.b + o);
    v128.store(f.y + o, f32x4.mul(v128.load(f.a + o), f32x4.sub(one, f32x4.mul(y, y))));
  }
  for (; o < stop; o += 4) {
    const y = load<f32>(f.b + o);
    store<f32>(f.y + o, load<f32>(f.a + o) * (1 - y * y));
  }
}

export function add(d: usize, begin: i32, end: i32): void {
  const f = changetype<Binary>(d);
  let o = <usize>(begin * f.size) << 2;
  const stop = <usize>(end * f.size) << 2;
  for (; o + 32 <= stop; o += 32) {
    const low = f32x4.add(v128.load(f.a + o), v128.load(f.b + o)), high = f32x4.add(v128.load(f.a + o, 16), v128.load(f.b + o, 16));
    v128.store(f.y + o, low);
    v128.store(f.y + o, high, 16);
  }
  for (; o < stop; o += 4) store<f32>(f.y + o, load<f32>(f.a + o) + load<f32>(f.b + o));
}

@unmanaged
class CopySlice {
  x: usize; y: usize; rows: i32; size: i32; x_stride: i32; x_offset: i32; y_stride: i32; y_offset: i32;
}

/** y[row][y_offset + i] = x[row][x_offset + i] for i < size, `rows` rows a sample: what concat needs, both ways. */
export function copy_slice(d: usize, begin: i32, end: i32): void {
  const f = changetype<CopySlice>(d);
  for (let row = begin * f.rows; row < end * f.rows; row++) {
    let from = f.x + (<usize>(row * f.x_stride + f.x_offset) << 2);
    let to = f.y + (<usize>(row * f.y_stride + f.y_offset) << 2);
    let n = f.size;
    for (; n >= 4; n -= 4) {
      v128.store(to, v128.load(from));
      from += 16;
      to += 16;
    }
    for (; n > 0; n--) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += 4;
    }
  }
}
