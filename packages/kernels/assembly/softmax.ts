// Softmax over the last axis; a unit is a sample of `rows` rows of `size` elements.

import { largestOf, sharesOf } from "./shares";
import { dotOf, high, low, sumOf } from "./sums";

@unmanaged
class Softmax {
  x: usize; y: usize; rows: i32; size: i32;
}

/** y = e^(x − max) / Σ e^(x − max), row by row. */
export function softmax(d: usize, begin: i32, end: i32): void {
  const f = changetype<Softmax>(d);
  const bytes = <usize>f.size << 2;
  let x = f.x + <usize>(begin * f.rows) * bytes, y = f.y + <usize>(begin * f.rows) * bytes;
  for (let row = (end - begin) * f.rows; row > 0; row--) {
    sharesOf(x, bytes, largestOf(x, bytes), y);
    const inverse = <f32>(1 / sumOf(y, bytes, 1, 0)), inverses = f32x4.splat(inverse);
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) v128.store(y + o, f32x4.mul(v128.load(y + o), inverses));
    for (; o < bytes; o += 4) store<f32>(y + o, load<f32>(y + o) * inverse);
    x += bytes;
    y += bytes;
  }
}

@unmanaged
class SoftmaxBackward {
  dy: usize; y: usize; dx: usize; rows: i32; size: i32;
}

/** dx = y · (dy − Σ dy · y), row by row; the difference in double precision, since the one of the largest y all but cancels. */
export function softmax_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<SoftmaxBackward>(d);
  const bytes = <usize>f.size << 2;
  const start = <usize>(begin * f.rows) * bytes;
  let dy = f.dy + start, y = f.y + start, dx = f.dx + start;
  for (let row = (end - begin) * f.rows; row > 0; row--) {
    const mean = dotOf(dy, y, bytes), means = f64x2.splat(mean);
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) {
      const g = v128.load(dy + o);
      const a = f32x4.demote_f64x2_zero(f64x2.sub(low(g), means)), b = f32x4.demote_f64x2_zero(f64x2.sub(high(g), means));
      v128.store(dx + o, f32x4.mul(v128.load(y + o), v128.shuffle<f32>(a, b, 0, 1, 4, 5)));
    }
    for (; o < bytes; o += 4) store<f32>(dx + o, load<f32>(y + o) * <f32>(<f64>load<f32>(dy + o) - mean));
    dy += bytes;
    y += bytes;
    dx += bytes;
  }
}
