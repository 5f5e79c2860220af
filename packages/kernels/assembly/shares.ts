// Of a row of numbers: the largest, where it stands, and the shares e^(x − max) that softmax is made of.

import { first } from "./common";
import { expOf } from "./functions";

/**
 * The largest of a row, −∞ where there is none. NaN is never it, but shows in the shares. `pmax` is one
 * instruction, `max`, which has to look for NaN, many.
 */
export function largestOf(x: usize, bytes: usize): f32 {
  let v = f32x4.splat(-Infinity), o: usize = 0;
  for (; o + 16 <= bytes; o += 16) v = f32x4.pmax(v, v128.load(x + o));
  v = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 2, 3));
  v = f32x4.pmax(v, v128.shuffle<f32>(v, v, 1, 1, 1, 1));
  for (; o < bytes; o += 4) v = f32x4.pmax(v, v128.load32_splat(x + o));
  return first(v);
}

/** Where the first of the largest of `count` numbers stands: 0 where the first is NaN, which no other is above. */
export function placeOfLargest(x: usize, count: i32): i32 {
  let best = 0;
  for (let i = 1; i < count; i++) if (load<f32>(x + (<usize>i << 2)) > load<f32>(x + (<usize>best << 2))) best = i;
  return best;
}

/** e^(x − largest) of each number of a row, to `to`. */
export function sharesOf(x: usize, bytes: usize, largest: f32, to: usize): void {
  const shift = f32x4.splat(largest);
  let o: usize = 0;
  for (; o + 16 <= bytes; o += 16) v128.store(to + o, expOf(f32x4.sub(v128.load(x + o), shift)));
  for (; o < bytes; o += 4) store<f32>(to + o, first(expOf(f32x4.sub(v128.load32_splat(x + o), shift))));
}
