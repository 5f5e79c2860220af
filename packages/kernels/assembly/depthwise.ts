// Depthwise convolution over NHWC images: every output channel reads one input channel, out = m · in. Eight channels at a
// time are copied into a frame [row][column][8] with zeros around, small enough for the first-level cache, and four output
// pixels of them, or seven or eight where vectors merge, are summed in registers. The gradient of the input is the same sum
// over a frame of the output's gradient.

import { fma, lines, scratch, wide } from "./common";
import { copyTile } from "./conv2d";
import { taps7, taps8, threes7, threes8 } from "./generated/depthwise";
import { floorDivide } from "./conv2d_input";

/** Output pixels of a tile; of a wide one there are seven or eight. */
const PIXELS: i32 = 4;
const TILE_BYTES: usize = 256;

@unmanaged
class Depthwise {
  x: usize; w: usize; bias: usize; y: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32;
}

/** One sample a unit. Workspace: table of taps, tile, start of the sums, lanes; then the frame. */
export function depthwise_conv2d(d: usize, begin: i32, end: i32): void {
  const f = changetype<Depthwise>(d);
  const taps = f.kernel_height * f.kernel_width, multiplier = f.out_channels / f.channels;
  const height = (f.out_height - 1) * f.stride_y + (f.kernel_height - 1) * f.dilation_y + 1;
  const width = (roundUp(f.out_width, PIXELS) - 1) * f.stride_x + (f.kernel_width - 1) * f.dilation_x + 1;
  const table = scratch, tile = table + lines(<usize>taps << 2), start = tile + TILE_BYTES, lanes = start + 32, frame = lanes + 32;
  fillTable(table, f.kernel_height, f.kernel_width, f.dilation_y, f.dilation_x, width);
  memory.fill(frame, 0, <usize>(height * width) << 5);

  const row = <usize>width << 5, step = <usize>f.stride_x << 5;
  const threes = f.kernel_width == 3 && f.stride_x == 1 && f.dilation_y == 1 && f.dilation_x == 1 ? f.kernel_height : 0;
  const pixel = <usize>f.channels << 2, yPixel = <usize>f.out_channels << 2;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>(s * f.height * f.width) * pixel;
    const y = f.y + <usize>(s * f.out_height * f.out_width) * yPixel;
    for (let o = 0; o < f.out_channels; o += 8) {
      const count = min(8, f.out_channels - o);
      for (let j = 0; j < 8; j++) {
        const lane = <usize>j << 2;
        store<u32>(lanes + lane, ((o + j) / multiplier) << 2);
        store<f32>(start + lane, f.bias ? (j < count ? load<f32>(f.bias + (<usize>o << 2) + lane) : 0) : 0);
      }
      fillFrame(x, pixel, f.height, f.width, lanes, count, frame, height, width, f.pad_top, f.pad_left);
      sumTaps(
        frame, row, step, <usize>f.stride_y * row, table, f.w + (<usize>(o * taps) << 2), taps, threes, start, tile,
        y + (<usize>o << 2), f.out_height, f.out_width, <usize>f.out_width * yPixel, yPixel, count,
      );
    }
  }
}

@unmanaged
class DepthwiseBackwardInput {
  dy: usize; w: usize; dx: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32;
}

/**
 * dx[i][j] = Σ dy[(i + pad_top − u·dilation_y) / stride_y][(j + pad_left − v·dilation_x) / stride_x] · w[u][v] over the taps (u, v)
 * for which both divide. Those are the same taps for all pixels of one remainder of (i, j) by the stride, which are done
 * together: neighbours among them read neighbours of dy. With out = m · in channels the sum runs over m frames, too.
 */
export function depthwise_conv2d_backward_input(d: usize, begin: i32, end: i32): void {
  const f = changetype<DepthwiseBackwardInput>(d);
  const strideY = f.stride_y, strideX = f.stride_x, taps = f.kernel_height * f.kernel_width, multiplier = f.out_channels / f.channels;
  const panels = (f.channels + 7) / 8;
  // The frame begins with the first row and column of dy that any pixel may read, which may lie before dy's own.
  const top = floorDivide(f.pad_top - (f.kernel_height - 1) * f.dilation_y, strideY);
  const left = floorDivide(f.pad_left - (f.kernel_width - 1) * f.dilation_x, strideX);
  const height = (f.height + strideY - 1) / strideY + (strideY - 1 + f.pad_top) / strideY - top;
  const width = roundUp((f.width + strideX - 1) / strideX, PIXELS) + (strideX - 1 + f.pad_left) / strideX - left;
  const bytes = <usize>(height * width) << 5;

  const table = scratch, w = table + lines(<usize>(multiplier * taps) << 2), tile = w + (<usize>(multiplier * taps) << 5);
  const start = tile + TILE_BYTES, lanes = start + 32, frames = lanes + 32;
  memory.fill(start, 0, 32);
  memory.fill(frames, 0, <usize>multiplier * bytes);

  const row = <usize>width << 5;
  const threes = f.kernel_width == 3 && strideY == 1 && strideX == 1 && f.dilation_y == 1 && f.dilation_x == 1 && multiplier == 1 ? f.kernel_height : 0;
  const pixel = <usize>f.out_channels << 2, xPixel = <usize>f.channels << 2;
  for (let s = begin; s < end; s++) {
    const dy = f.dy + <usize>(s * f.out_height * f.out_width) * pixel;
    const dx = f.dx + <usize>(s * f.height * f.width) * xPixel;
    for (let p = 0; p < panels; p++) {
      const count = min(8, f.channels - p * 8);
      for (let m = 0; m < multiplier; m++) {
        for (let j = 0; j < 8; j++) store<u32>(lanes + (<usize>j << 2), ((p * 8 + j) * multiplier + m) << 2);
        const frame = frames + <usize>m * bytes;
        fillFrame(dy, pixel, f.out_height, f.out_width, lanes, count, frame, height, width, -top, -left);
      }
      for (let a = 0; a < min(strideY, f.height); a++) {
        for (let b = 0; b < min(strideX, f.width); b++) {
          let entries = 0;
          for (let m = 0; m < multiplier; m++) {
            const panel = f.w + (<usize>((m * panels + p) * taps) << 5);
            for (let u = f.kernel_height - 1; u >= 0; u--) {
              const i = a + f.pad_top - u * f.dilation_y;
              if (i % strideY != 0) continue;
              for (let v = f.kernel_width - 1; v >= 0; v--) {
                const j = b + f.pad_left - v * f.dilation_x;
                if (j % strideX != 0) continue;
                store<u32>(table + (<usize>entries << 2), <u32>(<usize>m * bytes) + (((i / strideY - top) * width + j / strideX - left) << 5));
                const from = panel + (<usize>(u * f.kernel_width + v) << 5), to = w + (<usize>entries << 5);
                v128.store(to, v128.load(from));
                v128.store(to, v128.load(from, 16), 16);
                entries++;
              }
            }
          }
          sumTaps(
            frames, row, 32, row, table, w, entries, threes, start, tile,
            dx + <usize>(a * f.width + b) * xPixel + (<usize>p << 5), (f.height - a + strideY - 1) / strideY,
            (f.width - b + strideX - 1) / strideX, <usize>(strideY * f.width) * xPixel, <usize>strideX * xPixel, count,
          );
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
export function roundUp(n: i32, to: i32): i32 {
  return (n + to - 1) / to * to;
}

/** Offset in bytes of each tap in a frame `width` pixels wide. */
export function fillTable(table: usize, kernelHeight: i32, kernelWidth: i32, dilationY: i32, dilationX: i32, width: i32): void {
  for (let u = 0; u < kernelHeight; u++) {
    for (let v = 0; v < kernelWidth; v++) {
      store<u32>(table, (u * dilationY * width + v * dilationX) << 5);
      table += 4;
    }
  }
}

/** Copies `count` channels, at the byte offsets `lanes` in a pixel, to their position in a frame whose border is zero already. */
export function fillFrame(
  x: usize, pixel: usize, height: i32, width: i32, lanes: usize, count: i32,
  frame: usize, frameHeight: i32, frameWidth: i32, top: i32, left: i32,
): void {
  const firstColumn = max(0, -left), columns = min(width, frameWidth - left) - firstColumn;
  const neighbours = count == 8 && load<u32>(lanes, 28) - load<u32>(lanes) == 28;
  for (let i = max(0, -top); i < min(height, frameHeight - top); i++) {
    let from = x + <usize>(i * width + firstColumn) * pixel;
    let to = frame + (<usize>((i + top) * frameWidth + firstColumn + left) << 5);
    if (neighbours) {
      from += load<u32>(lanes);
      for (let n = columns; n > 0; n--) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += pixel;
        to += 32;
      }
    } else {
      for (let n = columns; n > 0; n--) {
        for (let j = 0; j < 8; j++) {
          const lane = <usize>j << 2;
          store<f32>(to + lane, j < count ? load<f32>(from + load<u32>(lanes + lane)) : 0);
        }
        from += pixel;
        to += 32;
      }
    }
  }
}

/**
 * y[i][j][lane] = start[lane] + Σ_tap frame[i, j, tap][lane] · w[tap][lane] for `count` lanes; with `threes` the taps are that
 * many whole rows of three neighbours. A last tile that would pass the edge of y begins earlier and computes some pixels twice;
 * where y is narrower than a tile, it goes through the workspace.
 */
function sumTaps(
  frame: usize, row: usize, step: usize, rowStep: usize, table: usize, w: usize, taps: i32, threes: i32, start: usize, tile: usize,
  y: usize, height: i32, width: i32, yRow: usize, yPixel: usize, count: i32,
): void {
  // Five pixels of eight cost less than four and one. No tile reads past ⌈width / 4⌉ · 4 pixels, which a frame has: there are tiles
  // of eight from a width of five on, of seven only where they fill it.
  const most = !wide || width <= PIXELS ? PIXELS : width % 7 == 0 && width % 8 != 0 ? 7 : 8;
  const fits = width >= most, whole = fits && count == 8;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j += most) {
      if (fits) j = min(j, width - most);
      const x = frame + <usize>i * rowStep + <usize>j * step, to = y + <usize>i * yRow + <usize>j * yPixel;
      const c = whole ? to : tile, cPixel = whole ? yPixel : 32;
      if (most == 8) {
        if (threes) threes8(x, row, w, threes, start, c, cPixel);
        else taps8(x, step, table, w, taps, start, c, cPixel);
      } else if (most == 7) {
        if (threes) threes7(x, row, w, threes, start, c, cPixel);
        else taps7(x, step, table, w, taps, start, c, cPixel);
      } else if (threes) tileOfThrees(x, row, w, threes, start, c, cPixel);
      else tileOfTaps(x, step, table, w, taps, start, c, cPixel);
      if (!whole) copyTile(tile, 32, to, yPixel, min(most, width), count);
    }
  }
}

/** Four pixels of eight channels, `step` bytes apart, any taps. */
function tileOfTaps(x: usize, step: usize, table: usize, w: usize, taps: i32, start: usize, y: usize, yPixel: usize): void {
  let a0 = v128.load(start), a1 = v128.load(start, 16), b0 = a0, b1 = a1, c0 = a0, c1 = a1, e0 = a0, e1 = a1;
  const xb = x + step, xc = xb + step, xe = xc + step;
  for (; taps > 0; taps--) {
    const o = <usize>load<u32>(table), w0 = v128.load(w), w1 = v128.load(w, 16);
    a0 = fma(v128.load(x + o), w0, a0); a1 = fma(v128.load(x + o, 16), w1, a1);
    b0 = fma(v128.load(xb + o), w0, b0); b1 = fma(v128.load(xb + o, 16), w1, b1);
    c0 = fma(v128.load(xc + o), w0, c0); c1 = fma(v128.load(xc + o, 16), w1, c1);
    e0 = fma(v128.load(xe + o), w0, e0); e1 = fma(v128.load(xe + o, 16), w1, e1);
    table += 4;
    w += 32;
  }
  v128.store(y, a0); v128.store(y, a1, 16);
  v128.store(y + yPixel, b0); v128.store(y + yPixel, b1, 16);
  v128.store(y + 2 * yPixel, c0); v128.store(y + 2 * yPixel, c1, 16);
  v128.store(y + 3 * yPixel, e0); v128.store(y + 3 * yPixel, e1, 16);
}

/** As tileOfTaps for neighbouring pixels and `rows` of three neighbouring taps: an input is read once for all three. */
function tileOfThrees(x: usize, row: usize, w: usize, rows: i32, start: usize, y: usize, yPixel: usize): void {
  let a0 = v128.load(start), a1 = v128.load(start, 16), b0 = a0, b1 = a1, c0 = a0, c1 = a1, e0 = a0, e1 = a1;
  for (; rows > 0; rows--) {
    let u = v128.load(w), v = v128.load(w, 32), z = v128.load(w, 64), s: v128;
    s = v128.load(x); a0 = fma(s, u, a0);
    s = v128.load(x, 32); a0 = fma(s, v, a0); b0 = fma(s, u, b0);
    s = v128.load(x, 64); a0 = fma(s, z, a0); b0 = fma(s, v, b0); c0 = fma(s, u, c0);
    s = v128.load(x, 96); b0 = fma(s, z, b0); c0 = fma(s, v, c0); e0 = fma(s, u, e0);
    s = v128.load(x, 128); c0 = fma(s, z, c0); e0 = fma(s, v, e0);
    s = v128.load(x, 160); e0 = fma(s, z, e0);
    u = v128.load(w, 16); v = v128.load(w, 48); z = v128.load(w, 80);
    s = v128.load(x, 16); a1 = fma(s, u, a1);
    s = v128.load(x, 48); a1 = fma(s, v, a1); b1 = fma(s, u, b1);
    s = v128.load(x, 80); a1 = fma(s, z, a1); b1 = fma(s, v, b1); c1 = fma(s, u, c1);
    s = v128.load(x, 112); b1 = fma(s, z, b1); c1 = fma(s, v, c1); e1 = fma(s, u, e1);
    s = v128.load(x, 144); c1 = fma(s, z, c1); e1 = fma(s, v, e1);
    s = v128.load(x, 176); e1 = fma(s, z, e1);
    x += row;
    w += 96;
  }
  v128.store(y, a0); v128.store(y, a1, 16);
  v128.store(y + yPixel, b0); v128.store(y + yPixel, b1, 16);
  v128.store(y + 2 * yPixel, c0); v128.store(y + 2 * yPixel, c1, 16);
  v128.store(y + 3 * yPixel, e0); v128.store(y + 3 * yPixel, e1, 16);
}
