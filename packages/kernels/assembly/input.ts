// From the data set to the first layer: gather and normalize, random affine maps. A unit is a sample.

import { scratch } from "./common";
import { cosineOf, sineOf } from "./functions";
import { philox } from "./philox";

@unmanaged
class Gather {
  images: usize; labels: usize; order: usize; cursor: usize; x: usize; targets: usize; size: i32; scale: f32; shift: f32;
}

/** x[s] = images[order[cursor + s]] · scale + shift, targets[s] = its label. */
export function gather(d: usize, begin: i32, end: i32): void {
  const f = changetype<Gather>(d);
  const order = f.order + (<usize>load<i32>(f.cursor) << 2);
  const scale = f32x4.splat(f.scale), shift = f32x4.splat(f.shift);
  for (let s = begin; s < end; s++) {
    const example = <usize>load<i32>(order + (<usize>s << 2));
    store<i32>(f.targets + (<usize>s << 2), <i32>load<u8>(f.labels + example));
    let from = f.images + example * <usize>f.size;
    let to = f.x + (<usize>(s * f.size) << 2);
    let n = f.size;
    for (; n >= 8; n -= 8) {
      const words = v128.load_ext<u8>(from);
      const low = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words));
      const high = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words));
      v128.store(to, f32x4.add(f32x4.mul(low, scale), shift));
      v128.store(to, f32x4.add(f32x4.mul(high, scale), shift), 16);
      from += 8;
      to += 32;
    }
    for (; n > 0; n--) {
      store<f32>(to, <f32>load<u8>(from) * f.scale + f.shift);
      from += 1;
      to += 4;
    }
  }
}

@unmanaged
class RandomAffine {
  x: usize; y: usize; key: usize; step: usize; height: i32; width: i32; channels: i32;
  degrees: f32; translate_x: f32; translate_y: f32; scale_min: f32; scale_max: f32; shear: f32; fill: f32; bilinear: i32;
}

/** A draw in [−1, 1) with 24 bits. */
// @ts-ignore: decorator
@inline
function symmetric(word: usize): f64 {
  return <f64>(load<u32>(word) >> 8) * (2.0 / 16777216.0) - 1;
}

/**
 * Rotation by ±degrees, shear by ±shear degrees along x, scale in [scale_min, scale_max] and translation by up to the
 * given fractions, about the centre, drawn for (step, sample). Each output pixel looks up its source:
 *   source = centre + M⁻¹ (pixel − centre − translation),  M = scale · R(angle) · [1 −tan(shear); 0 1]
 * as torchvision's RandomAffine does. Outside lies `fill`.
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
    const angle = symmetric(words) * <f64>f.degrees * radian;
    // torchvision rounds translations to whole pixels.
    const tx = Math.floor(symmetric(words + 4) * <f64>f.translate_x * <f64>width + 0.5);
    const ty = Math.floor(symmetric(words + 8) * <f64>f.translate_y * <f64>height + 0.5);
    const scale = <f64>f.scale_min + (symmetric(words + 12) + 1) * 0.5 * (<f64>f.scale_max - <f64>f.scale_min);
    const shear = symmetric(words + 16) * <f64>f.shear * radian;
    const sine = sineOf(angle), cosine = cosineOf(angle);
    const slope = sineOf(shear) / cosineOf(shear);
    // M⁻¹ = [1 slope; 0 1] · R(−angle) / scale
    const a = <f32>((cosine - slope * sine) / scale), b = <f32>((sine + slope * cosine) / scale);
    const c = <f32>(-sine / scale), e = <f32>(cosine / scale);
    const cx = <f32>(width - 1) * 0.5, cy = <f32>(height - 1) * 0.5;
    const x = f.x + (<usize>(s * height * width * f.channels) << 2);
    let y = f.y + (<usize>(s * height * width * f.channels) << 2);
    for (let i = 0; i < height; i++) {
      const v = <f32>i - cy - <f32>ty;
      for (let j = 0; j < width; j++) {
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

// @ts-ignore: decorator
@inline
function nearest(f: RandomAffine, x: usize, sx: f32, sy: f32, channel: i32): f32 {
  return pixel(f, x, <i32>Mathf.floor(sx + 0.5), <i32>Mathf.floor(sy + 0.5), channel);
}

// @ts-ignore: decorator
@inline
function pixel(f: RandomAffine, x: usize, column: i32, row: i32, channel: i32): f32 {
  return <u32>column < <u32>f.width && <u32>row < <u32>f.height
    ? load<f32>(x + (<usize>((row * f.width + column) * f.channels + channel) << 2))
    : f.fill;
}

// @ts-ignore: decorator
@inline
function blend(f: RandomAffine, x: usize, sx: f32, sy: f32, channel: i32): f32 {
  const left = Mathf.floor(sx), top = Mathf.floor(sy);
  const dx = sx - left, dy = sy - top;
  const column = <i32>left, row = <i32>top;
  const upper = pixel(f, x, column, row, channel) * (1 - dx) + pixel(f, x, column + 1, row, channel) * dx;
  const lower = pixel(f, x, column, row + 1, channel) * (1 - dx) + pixel(f, x, column + 1, row + 1, channel) * dx;
  return upper * (1 - dy) + lower * dy;
}
