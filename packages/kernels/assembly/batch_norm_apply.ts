// Batch normalization's pass over a map, with what can follow it: a sum, as at the end of a residual block, and a relu.

import { few, RUN, storeFew } from "./batch_norm";
import { fma } from "./common";

@unmanaged
class Apply {
  x: usize; affine: usize; addend: usize; y: usize; rows: i32; channels: i32; relu: i32;
}

/**
 * y = x · scale + shift, channel by channel, plus `addend` where there is one, or with `relu` the larger of that and zero; a unit is
 * a sample.
 */
export function batch_norm_apply(d: usize, begin: i32, end: i32): void {
  const f = changetype<Apply>(d);
  const row = <usize>f.channels << 2, from = <usize>(begin * f.rows) * row, rows = (end - begin) * f.rows;
  const least = f32x4.splat(f.relu ? 0 : -Infinity);
  if (f.addend) applyRows(f.x + from, f.affine, f.addend + from, f.y + from, row, rows, least, true);
  else applyRows(f.x + from, f.affine, 0, f.y + from, row, rows, least, false);
}

/** Eight channels of a run at a time: what they are multiplied by stays in registers, and the run in the first-level cache. */
// @ts-ignore: decorator
@inline
function applyRows(x: usize, affine: usize, addend: usize, y: usize, row: usize, rows: i32, least: v128, adds: bool): void {
  for (; rows > 0; rows -= RUN) {
    const count = min(RUN, rows), next = <usize>count * row;
    let c: usize = 0;
    for (; c + 32 <= row; c += 32) applyEight(x + c, affine + c, addend + c, y + c, row, count, least, adds);
    for (; c + 16 <= row; c += 16) applyFew(x + c, affine + c, addend + c, y + c, row, count, least, adds, true);
    for (; c < row; c += 4) applyFew(x + c, affine + c, addend + c, y + c, row, count, least, adds, false);
    x += next;
    addend += next;
    y += next;
  }
}

// @ts-ignore: decorator
@inline
function applyEight(x: usize, affine: usize, addend: usize, y: usize, row: usize, rows: i32, least: v128, adds: bool): void {
  const scale = v128.load(affine), scale2 = v128.load(affine, 16);
  const shift = v128.load(affine + row), shift2 = v128.load(affine + row, 16);
  for (; rows > 0; rows--) {
    let a = fma(v128.load(x), scale, shift), b = fma(v128.load(x, 16), scale2, shift2);
    if (adds) {
      a = f32x4.add(a, v128.load(addend));
      b = f32x4.add(b, v128.load(addend, 16));
      addend += row;
    }
    a = f32x4.max(a, least);
    b = f32x4.max(b, least);
    v128.store(y, a);
    v128.store(y, b, 16);
    x += row;
    y += row;
  }
}

/** Four channels, or one. */
// @ts-ignore: decorator
@inline
function applyFew(
  x: usize, affine: usize, addend: usize, y: usize, row: usize, rows: i32, least: v128, adds: bool, four: bool,
): void {
  const scale = few(affine, four), shift = few(affine + row, four);
  for (; rows > 0; rows--) {
    let value = fma(few(x, four), scale, shift);
    if (adds) {
      value = f32x4.add(value, few(addend, four));
      addend += row;
    }
    storeFew(y, f32x4.max(value, least), four);
    x += row;
    y += row;
  }
}
