// Pairs of examples mixed: every example with the one before it in the batch, the first with the last. One share for a batch.

import { scratch } from "./common";
import { cosineOf, expOf, logOf } from "./functions";
import { drawBelow, philox, uniform } from "./philox";
import { placeOfLargest } from "./shares";

@unmanaged
class BetaDraw {
  key: usize; step: usize; lambda: usize; alpha: f32;
}

/** Candidates of a gamma draw at most; one is taken with a probability above 0.95. */
const CANDIDATES: i32 = 64;

/** lambda = a draw of Beta(alpha, alpha) for the step, G₀ / (G₀ + G₁) of two gamma draws. One unit. */
export function beta_draw(d: usize, begin: i32, end: i32): void {
  const f = changetype<BetaDraw>(d);
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const difference = logGamma(f.alpha, k0, k1, 1, step) - logGamma(f.alpha, k0, k1, 0, step);
  const ratio = <f64>f32x4.extract_lane(expOf(f32x4.splat(<f32>difference)), 0);
  store<f32>(f.lambda, <f32>(1 / (1 + ratio)));
}

/**
 * The logarithm of a draw of Gamma(alpha, 1), by Marsaglia and Tsang (2000); below 1 as Gamma(alpha + 1) · u^(1/alpha). Its
 * normal draw is in double precision, as all that the draw is accepted by; those of normals.ts are in single.
 */
function logGamma(alpha: f32, k0: u32, k1: u32, which: i32, step: u32): f64 {
  const words = scratch;
  const shape: f64 = alpha < 1 ? <f64>alpha + 1 : <f64>alpha;
  const centre = shape - 1.0 / 3.0, width = 1 / Math.sqrt(9 * centre);
  let value = centre, boost: f64 = 0;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    philox(k0, k1, candidate, which, step, 0, words);
    const normal = Math.sqrt(-2 * logOf(positive(words))) * cosineOf(6.283185307179586 * uniform(words + 4));
    const root = 1 + width * normal, cube = root * root * root;
    if (cube <= 0) continue;
    const bound = 0.5 * normal * normal + centre - centre * cube + centre * logOf(cube);
    if (logOf(positive(words + 8)) >= bound) continue;
    value = centre * cube;
    if (alpha < 1) boost = logOf(positive(words + 12)) / <f64>alpha;
    break;
  }
  return logOf(value) + boost;
}

/** A draw in (0, 1]. */
// @ts-ignore: decorator
@inline
function positive(word: usize): f64 {
  return uniform(word) + 1.0 / 16777216.0;
}

@unmanaged
class MixRows {
  x: usize; lambda: usize; y: usize; size: i32; count: i32;
}

/** y[s] = λ x[s] + (1 − λ) x[s − 1]. A unit is a row of `size` numbers. */
export function mix_rows(d: usize, begin: i32, end: i32): void {
  const f = changetype<MixRows>(d);
  const bytes = <usize>f.size << 2;
  const own = load<f32>(f.lambda), other: f32 = <f32>1 - own;
  const own4 = f32x4.splat(own), other4 = f32x4.splat(other);
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>s * bytes, partner = f.x + <usize>(s == 0 ? f.count - 1 : s - 1) * bytes, y = f.y + <usize>s * bytes;
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) {
      v128.store(y + o, f32x4.add(f32x4.mul(own4, v128.load(x + o)), f32x4.mul(other4, v128.load(partner + o))));
    }
    for (; o < bytes; o += 4) store<f32>(y + o, own * load<f32>(x + o) + other * load<f32>(partner + o));
  }
}

@unmanaged
class CutmixBox {
  key: usize; step: usize; lambda: usize; box: usize; share: usize; height: i32; width: i32;
}

/**
 * box = [top, left, bottom, right] of a rectangle around a pixel drawn for the step, its sides √(1 − λ) of the image's, cut at
 * the borders; share = 1 − the share of the area that is left of it. One unit.
 */
export function cutmix_box(d: usize, begin: i32, end: i32): void {
  const f = changetype<CutmixBox>(d);
  philox(load<u32>(f.key), load<u32>(f.key, 4), 0, 0, load<u32>(f.step), 1, scratch);
  const column = drawBelow(f.width, scratch), row = drawBelow(f.height, scratch + 4);
  const half = 0.5 * Math.sqrt(1 - <f64>load<f32>(f.lambda));
  const across = <i32>(half * <f64>f.width), down = <i32>(half * <f64>f.height);
  const top = max<i32>(row - down, 0), left = max<i32>(column - across, 0);
  const bottom = min<i32>(row + down, f.height), right = min<i32>(column + across, f.width);
  store<i32>(f.box, top);
  store<i32>(f.box, left, 4);
  store<i32>(f.box, bottom, 8);
  store<i32>(f.box, right, 12);
  store<f32>(f.share, <f32>(1 - <f64>((bottom - top) * (right - left)) / <f64>(f.height * f.width)));
}

@unmanaged
class Cutmix {
  x: usize; box: usize; y: usize; height: i32; width: i32; channels: i32; count: i32;
}

/** y[s] = x[s], but inside of the box x[s − 1]. A unit is an image. */
export function cutmix(d: usize, begin: i32, end: i32): void {
  const f = changetype<Cutmix>(d);
  const pixel = <usize>f.channels << 2, row = <usize>f.width * pixel, image = <usize>f.height * row;
  const top = load<i32>(f.box), bottom = load<i32>(f.box, 8);
  const from = <usize>load<i32>(f.box, 4) * pixel, run = <usize>load<i32>(f.box, 12) * pixel - from;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>s * image, partner = f.x + <usize>(s == 0 ? f.count - 1 : s - 1) * image, y = f.y + <usize>s * image;
    memory.copy(y, x, image);
    for (let i = top; i < bottom; i++) {
      const o = <usize>i * row + from;
      memory.copy(y + o, partner + o, run);
    }
  }
}

@unmanaged
class OneHot {
  labels: usize; y: usize; classes: i32; ignore: i32;
}

/** y[s] = 1 at the label's place, 0 elsewhere; all 0 where the label is `ignore`. A unit is a sample. */
export function one_hot(d: usize, begin: i32, end: i32): void {
  const f = changetype<OneHot>(d);
  const bytes = <usize>f.classes << 2;
  for (let s = begin; s < end; s++) {
    const label = load<i32>(f.labels + (<usize>s << 2)), y = f.y + <usize>s * bytes;
    memory.fill(y, 0, bytes);
    if (label != f.ignore) store<f32>(y + (<usize>label << 2), 1);
  }
}

@unmanaged
class Argmax {
  x: usize; y: usize; size: i32;
}

/** y[s] = where the largest number of x[s] stands, the first of equal ones. A unit is a sample. */
export function argmax(d: usize, begin: i32, end: i32): void {
  const f = changetype<Argmax>(d);
  for (let s = begin; s < end; s++) {
    store<i32>(f.y + (<usize>s << 2), placeOfLargest(f.x + (<usize>(s * f.size) << 2), f.size));
  }
}
