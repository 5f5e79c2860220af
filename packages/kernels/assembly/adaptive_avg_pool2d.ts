// Averages over a grid of windows that covers an NHWC image, whatever its size; a unit is a sample.

@unmanaged
class AdaptivePool {
  x: usize; y: usize; height: i32; width: i32; channels: i32; out_height: i32; out_width: i32;
}

/** First of the `from` elements in window i of `to` windows. */
// @ts-ignore: decorator
@inline
function first(i: i32, from: i32, to: i32): i32 {
  return i * from / to;
}

/** The element behind the last one in window i. */
// @ts-ignore: decorator
@inline
function behind(i: i32, from: i32, to: i32): i32 {
  return ((i + 1) * from + to - 1) / to;
}

/** y = mean of rows ⌊i·height/out_height⌋ … ⌈(i+1)·height/out_height⌉ − 1, and of columns likewise. */
export function adaptive_avg_pool2d(d: usize, begin: i32, end: i32): void {
  const f = changetype<AdaptivePool>(d);
  const pixel = <usize>f.channels << 2;
  let y = f.y + <usize>(begin * f.out_height * f.out_width) * pixel;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>(s * f.height * f.width) * pixel;
    for (let i = 0; i < f.out_height; i++) {
      const top = first(i, f.height, f.out_height), bottom = behind(i, f.height, f.out_height);
      for (let j = 0; j < f.out_width; j++) {
        const left = first(j, f.width, f.out_width), right = behind(j, f.width, f.out_width);
        mean(x, y, f.width, pixel, top, bottom, left, right);
        y += pixel;
      }
    }
  }
}

/** Mean of one window, a cache line of channels at a time. */
function mean(x: usize, y: usize, width: i32, pixel: usize, top: i32, bottom: i32, left: i32, right: i32): void {
  const area = f32x4.splat(<f32>((bottom - top) * (right - left)));
  let c: usize = 0;
  for (; c + 64 <= pixel; c += 64) {
    let a = f32x4.splat(0), b = a, e = a, g = a;
    for (let row = top; row < bottom; row++) {
      let at = x + <usize>(row * width + left) * pixel + c;
      for (let n = right - left; n > 0; n--) {
        a = f32x4.add(a, v128.load(at));
        b = f32x4.add(b, v128.load(at, 16));
        e = f32x4.add(e, v128.load(at, 32));
        g = f32x4.add(g, v128.load(at, 48));
        at += pixel;
      }
    }
    v128.store(y + c, f32x4.div(a, area));
    v128.store(y + c, f32x4.div(b, area), 16);
    v128.store(y + c, f32x4.div(e, area), 32);
    v128.store(y + c, f32x4.div(g, area), 48);
  }
  for (; c < pixel; c += 4) {
    let sum: f32 = 0;
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) sum += load<f32>(x + <usize>(row * width + column) * pixel + c);
    }
    store<f32>(y + c, sum / f32x4.extract_lane(area, 0));
  }
}

/**
 * dx = Σ dy / area over the windows that a pixel is in; `x` is dy and `y` is dx. By symmetry those are the windows of the
 * opposite pooling, from the grid to the image: output o covers input i exactly if ⌊o·H/h⌋ ≤ i < ⌈(o+1)·H/h⌉, that is if
 * ⌊i·h/H⌋ ≤ o < ⌈(i+1)·h/H⌉.
 */
export function adaptive_avg_pool2d_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<AdaptivePool>(d);
  const pixel = <usize>f.channels << 2;
  let dx = f.y + <usize>(begin * f.height * f.width) * pixel;
  for (let s = begin; s < end; s++) {
    const dy = f.x + <usize>(s * f.out_height * f.out_width) * pixel;
    for (let i = 0; i < f.height; i++) {
      const top = first(i, f.out_height, f.height), bottom = behind(i, f.out_height, f.height);
      for (let j = 0; j < f.width; j++) {
        const left = first(j, f.out_width, f.width), right = behind(j, f.out_width, f.width);
        for (let row = top; row < bottom; row++) {
          const rows = behind(row, f.height, f.out_height) - first(row, f.height, f.out_height);
          for (let column = left; column < right; column++) {
            const area = rows * (behind(column, f.width, f.out_width) - first(column, f.width, f.out_width));
            addShare(dy + <usize>(row * f.out_width + column) * pixel, dx, pixel, area, row == top && column == left);
          }
        }
        dx += pixel;
      }
    }
  }
}

/** dx = (fresh ? 0 : dx) + dy / area for the channels of one pixel. */
function addShare(dy: usize, dx: usize, pixel: usize, area: i32, fresh: bool): void {
  const share = f32x4.splat(<f32>1 / <f32>area);
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) {
    const value = f32x4.mul(v128.load(dy + c), share);
    v128.store(dx + c, fresh ? value : f32x4.add(v128.load(dx + c), value));
  }
  for (; c < pixel; c += 4) {
    const value = load<f32>(dy + c) * f32x4.extract_lane(share, 0);
    store<f32>(dx + c, fresh ? value : load<f32>(dx + c) + value);
  }
}
