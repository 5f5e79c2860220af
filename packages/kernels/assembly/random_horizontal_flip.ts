// Images mirrored left to right. A unit is a sample.

import { scratch } from "./common";
import { philox, uniform } from "./philox";

@unmanaged
class RandomHorizontalFlip {
  x: usize; y: usize; key: usize; step: usize; height: i32; width: i32; channels: i32; p: f32;
}

/** y[row][column] = x[row][width − 1 − column] with probability p, else x; drawn for (step, sample). */
export function random_horizontal_flip(d: usize, begin: i32, end: i32): void {
  const f = changetype<RandomHorizontalFlip>(d);
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const width = f.width, pixel = <usize>f.channels << 2, row = <usize>width * pixel, image = <usize>f.height * row;
  for (let s = begin; s < end; s++) {
    philox(k0, k1, 0, s, step, 0, scratch);
    let x = f.x + <usize>s * image, y = f.y + <usize>s * image;
    if (uniform(scratch) >= <f64>f.p) {
      memory.copy(y, x, image);
      continue;
    }
    for (let i = 0; i < f.height; i++) {
      let from = x + row, to = y;
      if (pixel == 4) {
        for (; from >= x + 16; to += 16) {
          from -= 16;
          v128.store(to, v128.shuffle<i32>(v128.load(from), v128.load(from), 3, 2, 1, 0));
        }
      }
      while (from > x) {
        from -= pixel;
        for (let o: usize = 0; o < pixel; o += 4) store<f32>(to + o, load<f32>(from + o));
        to += pixel;
      }
      x += row;
      y += row;
    }
  }
}
