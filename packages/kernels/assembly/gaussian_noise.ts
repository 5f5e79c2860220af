// Normal noise on every input. A unit is a sample.

import { scratch } from "./common";
import { normals } from "./normals";

@unmanaged
class GaussianNoise {
  x: usize; y: usize; scale: usize; fill: usize; key: usize; step: usize; size: i32; channels: i32; mean: f32; sigma: f32;
  fill_stride: i32;
}

/**
 * y = x + mean + sigma · z with z normal, drawn for (step, sample, element). With `scale` and `fill` the inputs are bytes,
 * normalized: mean and sigma count from black, `fill`, to white, fill + 255 · scale, and y is kept between them.
 */
export function gaussian_noise(d: usize, begin: i32, end: i32): void {
  const f = changetype<GaussianNoise>(d);
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const size = f.size;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * size) << 2), y = f.y + (<usize>(s * size) << 2);
    for (let i = 0; i < size; i += 16) {
      normals(k0, k1, i >> 2, s, step, 0, scratch);
      for (let j = i; j < min<i32>(size, i + 16); ) {
        const o = <usize>j << 2, z = scratch + (<usize>(j - i) << 2);
        if (f.fill_stride == 0 && j + 4 <= size) {
          v128.store(y + o, noisy(f, v128.load(x + o), v128.load(z), 0));
          j += 4;
        } else {
          const channel = <usize>(j % f.channels * f.fill_stride) << 2;
          store<f32>(y + o, f32x4.extract_lane(noisy(f, v128.load32_splat(x + o), v128.load32_splat(z), channel), 0));
          j++;
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function noisy(f: GaussianNoise, x: v128, z: v128, channel: usize): v128 {
  const noise = f32x4.add(f32x4.splat(f.mean), f32x4.mul(f32x4.splat(f.sigma), z));
  if (f.scale == 0 || f.fill == 0) return f32x4.add(x, noise);
  const range = load<f32>(f.scale + channel) * 255, black = load<f32>(f.fill + channel);
  const y = f32x4.add(x, f32x4.mul(noise, f32x4.splat(range)));
  return f32x4.max(f32x4.splat(black), f32x4.min(f32x4.splat(black + range), y));
}
