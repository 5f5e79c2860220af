// Elastic distortion of images. A unit is a sample.

import { fma, scratch } from "./common";
import { expOf } from "./functions";
import { philoxLanes } from "./philox";
import { blend } from "./pixels";

@unmanaged
class Elastic {
  x: usize; y: usize; fill: usize; key: usize; step: usize; height: i32; width: i32; channels: i32;
  across: f32; down: f32; sigma: f32; radius: i32; fill_stride: i32;
}

/** The index inside of 0 … n − 1 that `i` is reflected to, the ends not repeated. */
function reflected(i: i32, n: i32): i32 {
  if (n == 1) return 0;
  const period = 2 * (n - 1);
  const m = ((i % period) + period) % period;
  return m < n ? m : period - m;
}

/**
 * Each pixel looks up the one at column + across · u, row + down · v, where u and v are fields of draws from [−1, 1) for
 * (step, sample), smoothed by a Gaussian of deviation sigma, cut off at `radius` pixels and reflected at the borders.
 */
export function elastic(d: usize, begin: i32, end: i32): void {
  const f = changetype<Elastic>(d);
  const height = f.height, width = f.width, channels = f.channels;
  // Rows of fields are whole vectors; a field is whole draws of sixteen.
  const row = <usize>((width + 3) & ~3) << 2, field = (<usize>height * row + 63) & ~63;
  const u = scratch, v = u + field, between = v + field, weights = between + field;
  const line = weights + (<usize>(2 * f.radius + 1) << 4);
  weigh(f, weights);
  for (let s = begin; s < end; s++) {
    smoothField(f, u, s, 0, row, field, between, weights, line);
    smoothField(f, v, s, 1, row, field, between, weights, line);
    const x = f.x + (<usize>(s * height * width * channels) << 2);
    let y = f.y + (<usize>(s * height * width * channels) << 2);
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const o = <usize>i * row + (<usize>j << 2);
        const sx = <f32>j + f.across * load<f32>(u + o), sy = <f32>i + f.down * load<f32>(v + o);
        for (let channel = 0; channel < channels; channel++) {
          store<f32>(y, blend(f, x, sx, sy, channel));
          y += 4;
        }
      }
    }
  }
}

/** The Gaussian at whole pixels from −radius to radius, its sum 1; each weight four times. */
function weigh(f: Elastic, weights: usize): void {
  let sum: f64 = 0;
  for (let t = -f.radius; t <= f.radius; t++) {
    const r = f.radius == 0 ? <f32>0 : <f32>t / f.sigma;
    const weight = expOf(f32x4.splat(<f32>-0.5 * r * r));
    v128.store(weights + (<usize>(t + f.radius) << 4), weight);
    sum += <f64>f32x4.extract_lane(weight, 0);
  }
  const factor = f32x4.splat(<f32>(1 / sum));
  for (let t = 0; t <= 2 * f.radius; t++) {
    const o = <usize>t << 4;
    v128.store(weights + o, f32x4.mul(v128.load(weights + o), factor));
  }
}

/** Draws a field of sample s and smooths it, along rows and then along columns. `line`: room for a row with its reflections. */
function smoothField(
  f: Elastic, to: usize, s: i32, which: i32, row: usize, field: usize, between: usize, weights: usize, line: usize,
): void {
  const height = f.height, width = f.width, taps = 2 * f.radius + 1;
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const unit = f32x4.splat(1.0 / 8388608.0), one = f32x4.splat(1);
  for (let o: usize = 0; o < field; o += 64) {
    philoxLanes(k0, k1, i32x4.add(i32x4.splat(<i32>(o >> 4)), i32x4(0, 1, 2, 3)), s, step, which, to + o);
    for (let w: usize = o; w < o + 64; w += 16) {
      const word = f32x4.convert_i32x4_u(i32x4.shr_u(v128.load(to + w), 8));
      v128.store(to + w, f32x4.sub(f32x4.mul(word, unit), one));
    }
  }
  if (f.radius == 0) return;
  for (let i = 0; i < height; i++) {
    const from = to + <usize>i * row, out = between + <usize>i * row;
    for (let j = -f.radius; j < width + f.radius; j++) {
      store<f32>(line + (<usize>(j + f.radius) << 2), load<f32>(from + (<usize>reflected(j, width) << 2)));
    }
    for (let o: usize = 0; o < row; o += 16) {
      let sum = f32x4.splat(0);
      for (let t = 0; t < taps; t++) sum = fma(v128.load(line + o + (<usize>t << 2)), v128.load(weights + (<usize>t << 4)), sum);
      v128.store(out + o, sum);
    }
  }
  for (let i = 0; i < height; i++) {
    const out = to + <usize>i * row;
    memory.fill(out, 0, row);
    for (let t = 0; t < taps; t++) {
      const from = between + <usize>reflected(i + t - f.radius, height) * row, weight = v128.load(weights + (<usize>t << 4));
      for (let o: usize = 0; o < row; o += 16) v128.store(out + o, fma(v128.load(from + o), weight, v128.load(out + o)));
    }
  }
}
