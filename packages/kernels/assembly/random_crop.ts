// Images shifted inside a border. A unit is a sample.

import { scratch } from "./common";
import { drawBelow, philox } from "./philox";

@unmanaged
class RandomCrop {
  x: usize; y: usize; scale: usize; fill: usize; key: usize; step: usize; height: i32; width: i32; channels: i32;
  left: i32; top: i32; across: i32; down: i32; value: f32; fill_stride: i32;
}

/**
 * A window of [height, width] of the image with a border of `left` + right = `across` columns and `top` + bottom = `down`
 * rows; its corner is drawn for (step, sample). The border's pixels are value · scale[channel · fill_stride] + fill[…].
 */
export function random_crop(d: usize, begin: i32, end: i32): void {
  const f = changetype<RandomCrop>(d);
  const k0 = load<u32>(f.key), k1 = load<u32>(f.key, 4), step = load<u32>(f.step);
  const height = f.height, width = f.width, pixel = <usize>f.channels << 2, row = <usize>width * pixel;
  for (let s = begin; s < end; s++) {
    philox(k0, k1, 0, s, step, 0, scratch);
    // The window's corner in the image itself.
    const column = drawBelow(f.across + 1, scratch) - f.left, line = drawBelow(f.down + 1, scratch + 4) - f.top;
    const first = max<i32>(0, min<i32>(width, -column)), last = max<i32>(first, min<i32>(width, width - column));
    const x = f.x + <usize>(s * height) * row;
    let y = f.y + <usize>(s * height) * row;
    for (let i = line; i < line + height; i++) {
      if (<u32>i < <u32>height) {
        paint(f, y, first);
        memory.copy(y + <usize>first * pixel, x + <usize>i * row + <usize>(first + column) * pixel, <usize>(last - first) * pixel);
        paint(f, y + <usize>last * pixel, width - last);
      } else {
        paint(f, y, width);
      }
      y += row;
    }
  }
}

/** Writes pixels of the border. */
function paint(f: RandomCrop, to: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < f.channels; channel++) {
      const o = <usize>(channel * f.fill_stride) << 2;
      store<f32>(to, f.value * load<f32>(f.scale + o) + load<f32>(f.fill + o));
      to += 4;
    }
  }
}
