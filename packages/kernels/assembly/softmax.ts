// Softmax over the last axis; a unit is a sample of `rows` rows of `size` elements.

import { first } from "./common";
import { expOf } from "./functions";
import { dotOf, sumOf } from "./sums";

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
    const largest = f32x4.splat(largestOf(x, bytes));
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) v128.store(y + o, expOf(f32x4.sub(v128.load(x + o), largest)));
    for (; o < bytes; o += 4) store<f32>(y + o, first(expOf(f32x4.sub(v128.load32_splat(x + o), largest))));
    const inverse = <f32>(1 / sumOf(y, bytes)), inverses = f32x4.splat(inverse);
    for (o = 0; o + 16 <= bytes; o += 16) v128.store(y + o, f32x4.mul(v128.load(y + o), inverses));
    for (; o < bytes; o += 4) store<f32>(y + o, load<f32>(y + o) * inverse);
    x += bytes;
    y += bytes;
  }
}

function largestOf(x: usize, bytes: usize): f32 {
  let v = f32x4.splat(-Infinity), o: usize = 0;
  for (; o + 16 <= bytes; o += 16) v = f32x4.max(v, v128.load(x + o));
  let largest = max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
  for (; o < bytes; o += 4) largest = max<f32>(largest, load<f32>(x + o));
  return largest;
}

@unmanaged
class SoftmaxBackward {
  dy: usize; y: usize; dx: usize; rows: i32; size: i32;
}

/** dx = y · (dy − Σ dy · y), row by row. */
export function softmax_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<SoftmaxBackward>(d);
  const bytes = <usize>f.size << 2;
  const start = <usize>(begin * f.rows) * bytes;
  let dy = f.dy + start, y = f.y + start, dx = f.dx + start;
  for (let row = (end - begin) * f.rows; row > 0; row--) {
    const mean = <f32>dotOf(dy, y, bytes), means = f32x4.splat(mean);
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) v128.store(dx + o, f32x4.mul(v128.load(y + o), f32x4.sub(v128.load(dy + o), means)));
    for (; o < bytes; o += 4) store<f32>(dx + o, load<f32>(y + o) * (load<f32>(dy + o) - mean));
    dy += bytes;
    y += bytes;
    dx += bytes;
  }
}
