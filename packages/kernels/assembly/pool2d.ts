// Pooling over NHWC images; a unit is a sample.

@unmanaged
class Pool {
  x: usize; y: usize; argmax: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32; relu: i32;
}

/**
 * y = the largest input of the window, with `relu` at least 0; argmax = the largest input's element number within the
 * sample (the first of equals; NaN wins).
 */
export function max_pool2d(d: usize, begin: i32, end: i32): void {
  const f = changetype<Pool>(d);
  const quarters = f.kernel_height == 2 && f.kernel_width == 2 && f.stride_y == 2 && f.stride_x == 2
    && f.dilation_y == 1 && f.dilation_x == 1 && f.pad_top == 0 && f.pad_left == 0
    && 2 * f.out_height <= f.height && 2 * f.out_width <= f.width && (f.channels & 3) == 0;
  if (quarters) maxQuarters(f, begin, end);
  else maxWindows(f, begin, end);
}

/** Windows of 2×2 side by side, channels in fours: the common case, without inner loops. */
function maxQuarters(f: Pool, begin: i32, end: i32): void {
  const channels = f.channels, pixel = <usize>channels << 2, row = <usize>f.width * pixel;
  const right = i32x4.splat(channels), below = i32x4.splat(f.width * channels), diagonal = i32x4.splat((f.width + 1) * channels);
  const floor = f32x4.splat(f.relu ? 0 : -Infinity);
  let o = <usize>(begin * f.out_height * f.out_width) * pixel;
  for (let s = begin; s < end; s++) {
    const image = f.x + <usize>(s * f.height) * row;
    for (let i = 0; i < f.out_height; i++) {
      let x = image + <usize>(2 * i) * row;
      let element = i32x4.add(i32x4.splat(2 * i * f.width * channels), i32x4(0, 1, 2, 3));
      for (let j = f.out_width; j > 0; j--) {
        for (let c = channels; c > 0; c -= 4) {
          let best = v128.load(x), at = i32x4.splat(0);
          let value = v128.load(x + pixel);
          let better = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
          best = v128.bitselect(value, best, better);
          at = v128.and(right, better);
          value = v128.load(x + row);
          better = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
          best = v128.bitselect(value, best, better);
          at = v128.bitselect(below, at, better);
          value = v128.load(x + row + pixel);
          better = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
          best = v128.bitselect(value, best, better);
          at = v128.bitselect(diagonal, at, better);
          v128.store(f.y + o, f32x4.max(best, floor));
          if (f.argmax) v128.store(f.argmax + o, i32x4.add(at, element));
          element = i32x4.add(element, i32x4.splat(4));
          x += 16;
          o += 16;
        }
        x += pixel;
        element = i32x4.add(element, right);
      }
    }
  }
}

function maxWindows(f: Pool, begin: i32, end: i32): void {
  const channels = f.channels;
  const floor: f32 = f.relu ? 0 : -Infinity;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * f.height * f.width * channels) << 2);
    let o = <usize>(s * f.out_height * f.out_width * channels) << 2;
    for (let i = 0; i < f.out_height; i++) {
      const top = i * f.stride_y - f.pad_top;
      const rowFrom = firstInside(top, f.dilation_y), rowTo = min(f.height, top + (f.kernel_height - 1) * f.dilation_y + 1);
      for (let j = 0; j < f.out_width; j++) {
        const left = j * f.stride_x - f.pad_left;
        const from = firstInside(left, f.dilation_x), to = min(f.width, left + (f.kernel_width - 1) * f.dilation_x + 1);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let best = f32x4.splat(-Infinity);
          let at = i32x4.splat((rowFrom * f.width + from) * channels + c);
          for (let row = rowFrom; row < rowTo; row += f.dilation_y) {
            let element = (row * f.width + from) * channels + c;
            for (let column = from; column < to; column += f.dilation_x) {
              const value = v128.load(x + (<usize>element << 2));
              const better = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
              best = v128.bitselect(value, best, better);
              at = v128.bitselect(i32x4.splat(element), at, better);
              element += f.dilation_x * channels;
            }
          }
          v128.store(f.y + o, f32x4.max(best, f32x4.splat(floor)));
          if (f.argmax) v128.store(f.argmax + o, i32x4.add(at, i32x4(0, 1, 2, 3)));
          o += 16;
        }
        for (; c < channels; c++) {
          let best: f32 = -Infinity;
          let at = (rowFrom * f.width + from) * channels + c;
          for (let row = rowFrom; row < rowTo; row += f.dilation_y) {
            let element = (row * f.width + from) * channels + c;
            for (let column = from; column < to; column += f.dilation_x) {
              const value = load<f32>(x + (<usize>element << 2));
              if (best == best && !(value <= best)) {
                best = value;
                at = element;
              }
              element += f.dilation_x * channels;
            }
          }
          store<f32>(f.y + o, max<f32>(best, floor));
          if (f.argmax) store<i32>(f.argmax + o, at);
          o += 4;
        }
      }
    }
  }
}

/** The first of `start`, `start` + `dilation`, … that is not negative. */
// @ts-ignore: decorator
@inline
function firstInside(start: i32, dilation: i32): i32 {
  return start >= 0 ? start : start + (dilation - 1 - start) / dilation * dilation;
}

@unmanaged
class MaxPoolBackward {
  dy: usize; argmax: usize; y: usize; dx: usize; size: i32; out_size: i32; scale: f32;
}

/** dx[argmax] += scale · dy, with `y` only where y > 0; the rest is zero. */
export function max_pool2d_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<MaxPoolBackward>(d);
  for (let s = begin; s < end; s++) {
    const dx = f.dx + (<usize>(s * f.size) << 2);
    memory.fill(dx, 0, <usize>f.size << 2);
    let o = <usize>(s * f.out_size) << 2;
    for (let n = f.out_size; n > 0; n--) {
      const to = dx + (<usize>load<i32>(f.argmax + o) << 2);
      const value = f.scale * load<f32>(f.dy + o);
      store<f32>(to, load<f32>(to) + (f.y == 0 || load<f32>(f.y + o) > 0 ? value : 0));
      o += 4;
    }
  }
}

@unmanaged
class AvgPool {
  x: usize; y: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  count_include_pad: i32;
}

/**
 * 1 / the elements of the window that begins at (top, left): those within the image, or with count_include_pad within its
 * border, too; what lies beyond that, where a window was rounded up to, never counts.
 */
// @ts-ignore: decorator
@inline
function shareOf(f: AvgPool, top: i32, left: i32): f32 {
  if (f.count_include_pad) {
    const rows = min(f.kernel_height, f.height + f.pad_top - top), columns = min(f.kernel_width, f.width + f.pad_left - left);
    return <f32>1 / <f32>(rows * columns);
  }
  const rows = min(f.height, top + f.kernel_height) - max(0, top), columns = min(f.width, left + f.kernel_width) - max(0, left);
  return <f32>1 / <f32>(rows * columns);
}

/** y = Σ window / its elements, padding taken as zeros. */
export function avg_pool2d(d: usize, begin: i32, end: i32): void {
  const f = changetype<AvgPool>(d);
  const channels = f.channels;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * f.height * f.width * channels) << 2);
    let y = f.y + (<usize>(s * f.out_height * f.out_width * channels) << 2);
    for (let i = 0; i < f.out_height; i++) {
      const top = i * f.stride_y - f.pad_top;
      for (let j = 0; j < f.out_width; j++) {
        const left = j * f.stride_x - f.pad_left;
        const from = max(0, left), to = min(f.width, left + f.kernel_width);
        const share = shareOf(f, top, left), scale = f32x4.splat(share);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let sum = f32x4.splat(0);
          for (let row = max(0, top); row < min(f.height, top + f.kernel_height); row++) {
            let at = x + (<usize>((row * f.width + from) * channels + c) << 2);
            for (let column = from; column < to; column++) {
              sum = f32x4.add(sum, v128.load(at));
              at += <usize>channels << 2;
            }
          }
          v128.store(y, f32x4.mul(sum, scale));
          y += 16;
        }
        for (; c < channels; c++) {
          let sum: f32 = 0;
          for (let row = max(0, top); row < min(f.height, top + f.kernel_height); row++) {
            for (let column = from; column < to; column++) sum += load<f32>(x + (<usize>((row * f.width + column) * channels + c) << 2));
          }
          store<f32>(y, sum * share);
          y += 4;
        }
      }
    }
  }
}

/** dx += dy / its elements over each window; `x` is dy and `y` is dx. */
export function avg_pool2d_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<AvgPool>(d);
  const channels = f.channels;
  const size = <usize>(f.height * f.width * channels) << 2;
  for (let s = begin; s < end; s++) {
    const dx = f.y + <usize>s * size;
    memory.fill(dx, 0, size);
    let dy = f.x + (<usize>(s * f.out_height * f.out_width * channels) << 2);
    for (let i = 0; i < f.out_height; i++) {
      const top = i * f.stride_y - f.pad_top;
      for (let j = 0; j < f.out_width; j++) {
        const left = j * f.stride_x - f.pad_left;
        const from = max(0, left), to = min(f.width, left + f.kernel_width);
        const scale = shareOf(f, top, left);
        for (let row = max(0, top); row < min(f.height, top + f.kernel_height); row++) {
          for (let column = from; column < to; column++) {
            const at = dx + (<usize>((row * f.width + column) * channels) << 2);
            let c: usize = 0;
            const stop = <usize>channels << 2;
            for (; c + 16 <= stop; c += 16) {
              v128.store(at + c, f32x4.add(v128.load(at + c), f32x4.mul(v128.load(dy + c), f32x4.splat(scale))));
            }
            for (; c < stop; c += 4) store<f32>(at + c, load<f32>(at + c) + load<f32>(dy + c) * scale);
          }
        }
        dy += <usize>channels << 2;
      }
    }
  }
}
