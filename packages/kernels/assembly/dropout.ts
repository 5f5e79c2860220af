// Dropout (Srivastava et al. 2014). The mask is not stored: forward and backward draw it from the same counters.

import { scratch } from "./common";
import { philoxLanes } from "./philox";

@unmanaged
class Dropout {
  x: usize; y: usize; key: usize; step: usize; size: i32; threshold: i32; scale: f32;
}

/**
 * y = x · scale where the draw is at least `threshold` (p · 2³²), else 0; a unit is a sample. Element 16b + 4w + l of
 * sample s at step t has word w of the counter (4b + l, s, t, 0).
 */
export function dropout(d: usize, begin: i32, end: i32): void {
  const f = changetype<Dropout>(d);
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const threshold = i32x4.splat(f.threshold), scale = f32x4.splat(f.scale);
  const words = scratch;
  for (let s = begin; s < end; s++) {
    let x = f.x + (<usize>(s * f.size) << 2), y = f.y + (<usize>(s * f.size) << 2);
    for (let i = 0; i < f.size; i += 16) {
      philoxLanes(k0, k1, i32x4.add(i32x4.splat(i >> 2), i32x4(0, 1, 2, 3)), s, step, 0, words);
      const rest = f.size - i;
      if (rest >= 16) {
        for (let w: usize = 0; w < 64; w += 16) {
          // Unsigned draw ≥ threshold.
          const keep = v128.ge<u32>(v128.load(words + w), threshold);
          v128.store(y + w, v128.and(f32x4.mul(v128.load(x + w), scale), keep));
        }
      } else {
        for (let j: usize = 0; j < <usize>rest << 2; j += 4) {
          store<f32>(y + j, load<u32>(words + j) >= <u32>f.threshold ? load<f32>(x + j) * f.scale : 0);
        }
      }
      x += 64;
      y += 64;
    }
  }
}

@unmanaged
class Dropout2d {
  x: usize; y: usize; key: usize; step: usize; rows: i32; channels: i32; threshold: i32; scale: f32;
}

/** The same for whole channels: one draw a channel of a sample, that of an element of a row of `channels`, for all its pixels. */
export function dropout2d(d: usize, begin: i32, end: i32): void {
  const f = changetype<Dropout2d>(d);
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const threshold = i32x4.splat(f.threshold), scale = f32x4.splat(f.scale), bytes = <usize>f.channels << 2;
  const keep = scratch; // all bits of a channel that is kept
  for (let s = begin; s < end; s++) {
    for (let c = 0; c < f.channels; c += 16) {
      const words = keep + (<usize>c << 2);
      philoxLanes(k0, k1, i32x4.add(i32x4.splat(c >> 2), i32x4(0, 1, 2, 3)), s, step, 0, words);
      for (let w: usize = 0; w < 64; w += 16) v128.store(words + w, v128.ge<u32>(v128.load(words + w), threshold));
    }
    let x = f.x + <usize>(s * f.rows) * bytes, y = f.y + <usize>(s * f.rows) * bytes;
    for (let r = f.rows; r > 0; r--) {
      let o: usize = 0;
      for (; o + 16 <= bytes; o += 16) v128.store(y + o, v128.and(f32x4.mul(v128.load(x + o), scale), v128.load(keep + o)));
      for (; o < bytes; o += 4) store<f32>(y + o, load<u32>(keep + o) ? load<f32>(x + o) * f.scale : 0);
      x += bytes;
      y += bytes;
    }
  }
}
