// A rectangle of each image erased. A unit is a sample.

import { scratch } from "./common";
import { expOf } from "./functions";
import { normals } from "./normals";
import { drawBelow, philox, uniform } from "./philox";

@unmanaged
class RandomErasing {
  x: usize; y: usize; key: usize; step: usize; height: i32; width: i32; channels: i32;
  p: f32; scale_min: f32; scale_max: f32; log_ratio_min: f32; log_ratio_max: f32; value: f32; noise: i32;
}

/** Rectangles are drawn until one fits, so many times at most, as in torchvision. */
const ATTEMPTS: i32 = 10;

/**
 * With probability p a rectangle becomes `value`, or normal noise; drawn for (step, sample). Its share of the area lies in
 * [scale_min, scale_max], the logarithm of height / width in [log_ratio_min, log_ratio_max].
 */
export function random_erasing(d: usize, begin: i32, end: i32): void {
  const f = changetype<RandomErasing>(d);
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const height = f.height, width = f.width, channels = f.channels, size = height * width * channels;
  for (let s = begin; s < end; s++) {
    const y = f.y + (<usize>(s * size) << 2), words = scratch;
    memory.copy(y, f.x + (<usize>(s * size) << 2), <usize>size << 2);
    philox(k0, k1, 0, s, step, 0, words);
    if (uniform(words) >= <f64>f.p) continue;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      philox(k0, k1, attempt, s, step, 0, words);
      const share = <f64>f.scale_min + uniform(words) * (<f64>f.scale_max - <f64>f.scale_min);
      const logarithm = <f64>f.log_ratio_min + uniform(words + 4) * (<f64>f.log_ratio_max - <f64>f.log_ratio_min);
      const ratio = <f64>f32x4.extract_lane(expOf(f32x4.splat(<f32>logarithm)), 0);
      const area = share * <f64>(height * width);
      const high = <i32>Math.floor(Math.sqrt(area * ratio) + 0.5), wide = <i32>Math.floor(Math.sqrt(area / ratio) + 0.5);
      if (high >= height || wide >= width) continue;
      const top = drawBelow(height - high + 1, words + 8), left = drawBelow(width - wide + 1, words + 12);
      const row = wide * channels;
      let drawn = 0;
      for (let i = top; i < top + high; i++) {
        let to = y + (<usize>((i * width + left) * channels) << 2);
        for (let j = 0; j < row; j++) {
          if (f.noise && (drawn & 15) == 0) normals(k0, k1, drawn >> 2, s, step, 1, words);
          store<f32>(to, f.noise ? load<f32>(words + (<usize>(drawn & 15) << 2)) : f.value);
          drawn++;
          to += 4;
        }
      }
      break;
    }
  }
}
