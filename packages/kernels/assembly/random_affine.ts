// Random affine maps of images. A unit is a sample.

import { scratch } from "./common";
import { cosineOf, sineOf } from "./functions";
import { philox } from "./philox";
import { blend, nearest } from "./pixels";

@unmanaged
class RandomAffine {
  x: usize; y: usize; fill: usize; key: usize; step: usize; height: i32; width: i32; channels: i32;
  angle: f32; degrees: f32; translate_x: f32; translate_y: f32; scale_min: f32; scale_max: f32;
  shear_x: f32; shear_x_range: f32; shear_y: f32; shear_y_range: f32; bilinear: i32; fill_stride: i32;
}

/** A draw in [−1, 1) with 24 bits. */
// @ts-ignore: decorator
@inline
function symmetric(word: usize): f64 {
  return <f64>(load<u32>(word) >> 8) * (2.0 / 16777216.0) - 1;
}

/**
 * Rotation by angle ± degrees, shear along x by shear_x ± shear_x_range degrees, along y likewise, scale in
 * [scale_min, scale_max] and translation by up to the given fractions, about the centre, drawn for (step, sample). Each output
 * pixel looks up its source:
 *   source = centre + M⁻¹ (pixel − centre − translation),
 *   M = scale · R(angle) · [1 0; −tan(shear along y) 1] · [1 −tan(shear along x); 0 1]
 * as torchvision's RandomAffine does. Outside lies fill[channel · fill_stride].
 */
export function random_affine(d: usize, begin: i32, end: i32): void {
  const f = changetype<RandomAffine>(d);
  const words = scratch;
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const height = f.height, width = f.width;
  for (let s = begin; s < end; s++) {
    philox(k0, k1, 0, s, step, 0, words);
    philox(k0, k1, 1, s, step, 0, words + 16);
    const radian = 0.017453292519943295;
    const angle = (<f64>f.angle + symmetric(words) * <f64>f.degrees) * radian;
    // torchvision rounds translations to whole pixels.
    const tx = Math.floor(symmetric(words + 4) * <f64>f.translate_x * <f64>width + 0.5);
    const ty = Math.floor(symmetric(words + 8) * <f64>f.translate_y * <f64>height + 0.5);
    const scale = <f64>f.scale_min + (symmetric(words + 12) + 1) * 0.5 * (<f64>f.scale_max - <f64>f.scale_min);
    const shearX = (<f64>f.shear_x + symmetric(words + 16) * <f64>f.shear_x_range) * radian;
    const shearY = (<f64>f.shear_y + symmetric(words + 20) * <f64>f.shear_y_range) * radian;
    const slope = sineOf(shearX) / cosineOf(shearX), slant = sineOf(shearY) / cosineOf(shearY);
    // M⁻¹ = [1 slope; 0 1] · [1 0; slant 1] · R(−angle) / scale
    const sine = sineOf(angle), cosine = cosineOf(angle);
    const tilted = sine - slant * cosine, upright = cosine + slant * sine;
    const a = <f32>((cosine - slope * tilted) / scale), b = <f32>((sine + slope * upright) / scale);
    const c = <f32>(-tilted / scale), e = <f32>(upright / scale);
    const cx = <f32>(width - 1) * 0.5, cy = <f32>(height - 1) * 0.5;
    const x = f.x + (<usize>(s * height * width * f.channels) << 2);
    let y = f.y + (<usize>(s * height * width * f.channels) << 2);
    for (let i = 0; i < height; i++) {
      const v = <f32>i - cy - <f32>ty;
      let j = 0;
      if (f.channels == 1 && f.bilinear) {
        j = blendQuads(f, x, y, width, height, a, b * v, c, e * v, cx, cy, <f32>tx);
        y += <usize>j << 2;
      }
      for (; j < width; j++) {
        const u = <f32>j - cx - <f32>tx;
        const sx = a * u + b * v + cx, sy = c * u + e * v + cy;
        if (f.channels == 1) {
          store<f32>(y, f.bilinear ? blend(f, x, sx, sy, 0) : nearest(f, x, sx, sy, 0));
          y += 4;
        } else {
          for (let channel = 0; channel < f.channels; channel++) {
            store<f32>(y, f.bilinear ? blend(f, x, sx, sy, channel) : nearest(f, x, sx, sy, channel));
            y += 4;
          }
        }
      }
    }
  }
}

/**
 * One row of a one-channel image, four pixels at a time, as blend() does each: source columns a·u + bv + cx and rows
 * c·u + ev + cy. Returns how many pixels that were.
 */
function blendQuads(
  f: RandomAffine, x: usize, y: usize, width: i32, height: i32, a: f32, bv: f32, c: f32, ev: f32, cx: f32, cy: f32, tx: f32,
): i32 {
  const one = f32x4.splat(1), zero = i32x4.splat(0), four = f32x4.splat(4);
  const lastColumn = i32x4.splat(width - 1), lastRow = i32x4.splat(height - 1), row = <usize>width << 2;
  const a4 = f32x4.splat(a), bv4 = f32x4.splat(bv), c4 = f32x4.splat(c), ev4 = f32x4.splat(ev), cx4 = f32x4.splat(cx), cy4 = f32x4.splat(cy);
  let pixels = f32x4(0, 1, 2, 3);
  let j = 0;
  for (; j + 4 <= width; j += 4) {
    const u = f32x4.sub(f32x4.sub(pixels, cx4), f32x4.splat(tx));
    const sx = f32x4.add(f32x4.add(f32x4.mul(a4, u), bv4), cx4), sy = f32x4.add(f32x4.add(f32x4.mul(c4, u), ev4), cy4);
    const left = f32x4.floor(sx), top = f32x4.floor(sy);
    const column = i32x4.trunc_sat_f32x4_s(left), line = i32x4.trunc_sat_f32x4_s(top);
    const inside = v128.and(
      v128.and(i32x4.ge_s(column, zero), i32x4.lt_s(column, lastColumn)), v128.and(i32x4.ge_s(line, zero), i32x4.lt_s(line, lastRow)),
    );
    if (i32x4.all_true(inside)) {
      const at = i32x4.shl(i32x4.add(i32x4.mul(line, i32x4.splat(width)), column), 2);
      const p0 = x + <usize>i32x4.extract_lane(at, 0), p1 = x + <usize>i32x4.extract_lane(at, 1);
      const p2 = x + <usize>i32x4.extract_lane(at, 2), p3 = x + <usize>i32x4.extract_lane(at, 3);
      // Neighbours in pairs: [left, right] of two pixels in each vector.
      const upper01 = v128.load_lane<i64>(p1, v128.load_zero<i64>(p0), 1), upper23 = v128.load_lane<i64>(p3, v128.load_zero<i64>(p2), 1);
      const lower01 = v128.load_lane<i64>(p1 + row, v128.load_zero<i64>(p0 + row), 1);
      const lower23 = v128.load_lane<i64>(p3 + row, v128.load_zero<i64>(p2 + row), 1);
      const dx = f32x4.sub(sx, left), dy = f32x4.sub(sy, top), rest = f32x4.sub(one, dx);
      const upper = f32x4.add(
        f32x4.mul(v128.shuffle<f32>(upper01, upper23, 0, 2, 4, 6), rest), f32x4.mul(v128.shuffle<f32>(upper01, upper23, 1, 3, 5, 7), dx),
      );
      const lower = f32x4.add(
        f32x4.mul(v128.shuffle<f32>(lower01, lower23, 0, 2, 4, 6), rest), f32x4.mul(v128.shuffle<f32>(lower01, lower23, 1, 3, 5, 7), dx),
      );
      v128.store(y, f32x4.add(f32x4.mul(upper, f32x4.sub(one, dy)), f32x4.mul(lower, dy)));
    } else {
      store<f32>(y, blend(f, x, f32x4.extract_lane(sx, 0), f32x4.extract_lane(sy, 0), 0));
      store<f32>(y, blend(f, x, f32x4.extract_lane(sx, 1), f32x4.extract_lane(sy, 1), 0), 4);
      store<f32>(y, blend(f, x, f32x4.extract_lane(sx, 2), f32x4.extract_lane(sy, 2), 0), 8);
      store<f32>(y, blend(f, x, f32x4.extract_lane(sx, 3), f32x4.extract_lane(sy, 3), 0), 12);
    }
    pixels = f32x4.add(pixels, four);
    y += 16;
  }
  return j;
}
