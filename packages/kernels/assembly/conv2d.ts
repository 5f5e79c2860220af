// Convolution as an implicit matrix product over NHWC images: rows are output pixels, columns output channels, depth
// runs over (kernel row, kernel column, input channel). The micro-kernel reads the image through a table of offsets,
// so nothing is unfolded; only the border is written out, into a padded copy.

import { lines, scratch, wide } from "./common";
import { contiguous, contiguousWide, gathered, gatheredQuads, gatheredQuadsWide, gatheredWide, window3x3, window3x3Wide } from "./generated/micro";

/** Depth of a block: a panel of 512 × 8 floats stays in the first-level cache. */
export const DEPTH: i32 = 512;

/**
 * Geometry of one convolution: taps lie `dilation_y` and `dilation_x` apart, pixels `x_pixel` and `y_pixel` floats (more than `channels` where
 * this is one group of several).
 */
@unmanaged
class Conv {
  x: usize; w: usize; bias: usize; y: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32; x_pixel: i32; y_pixel: i32;
}

/** One sample a unit. Workspace: pixel table, depth table, 6×8 tile, zeros, padded image. */
export function conv2d(d: usize, begin: i32, end: i32): void {
  const f = changetype<Conv>(d);
  const pixels = f.out_height * f.out_width, outChannels = f.out_channels;
  const depth = f.kernel_height * f.kernel_width * f.channels;
  const paddedHeight = (f.out_height - 1) * f.stride_y + (f.kernel_height - 1) * f.dilation_y + 1;
  const paddedWidth = (f.out_width - 1) * f.stride_x + (f.kernel_width - 1) * f.dilation_x + 1;
  const copied = f.pad_top != 0 || f.pad_left != 0 || paddedHeight > f.height || paddedWidth > f.width;
  const width = copied ? paddedWidth : f.width, pixel = copied ? f.channels : f.x_pixel;

  const pixelTable = scratch;
  const depthTable = pixelTable + lines(<usize>pixels << 2);
  const tile = depthTable + lines(<usize>depth << 2);
  const zeros = tile + 192;
  const padded = zeros + 64;
  fillPixelTable(pixelTable, f.out_height, f.out_width, f.stride_y, f.stride_x, width, pixel);
  fillDepthTable(depthTable, f.kernel_height, f.kernel_width, f.channels, f.dilation_y, f.dilation_x, width, pixel);
  memory.fill(zeros, 0, 64);

  const panels = (outChannels + 7) / 8;
  const yRow = <usize>f.y_pixel << 2;
  const single = f.channels == 1 && pixel == 1 && f.kernel_height == 3 && f.kernel_width == 3 && f.stride_y == 1 && f.stride_x == 1 && f.dilation_y == 1 && f.dilation_x == 1
    && f.out_width >= 6;
  const quads = (f.channels & 3) == 0; // four consecutive depths lie side by side
  if (quads && !copied && f.kernel_height == 1 && f.kernel_width == 1 && f.stride_y == 1 && f.stride_x == 1
    && f.out_height == f.height && f.out_width == f.width) {
    const from = <usize>(begin * pixels);
    pointwise(
      f.x + from * (<usize>f.x_pixel << 2), <usize>f.x_pixel << 2, f.w, f.channels, f.bias, zeros, f.y + from * yRow, yRow, (end - begin) * pixels, outChannels, tile,
    );
    return;
  }
  for (let s = begin; s < end; s++) {
    let x = f.x + (<usize>(s * f.height * f.width * f.x_pixel) << 2);
    const y = f.y + <usize>(s * pixels) * yRow;
    if (copied) {
      pad(x, padded, f.height, f.width, f.channels, f.x_pixel, paddedHeight, paddedWidth, f.pad_top, f.pad_left);
      x = padded;
    }
    for (let p = 0; p < panels; p++) {
      const columns = min(8, outChannels - p * 8), column = <usize>p << 5;
      const pair = wide && (p + 2) * 8 <= outChannels, group = pair ? 2 : 1;
      const start = f.bias ? f.bias + column : zeros, next = <usize>depth << 5;
      if (single && columns == 8) {
        windows(x, <usize>width << 2, f.w + (<usize>(p * 9) << 5), start, y + column, yRow, f.out_height, f.out_width, pair);
        if (pair) p++;
        continue;
      }
      for (let k = 0; k < depth; k += DEPTH) {
        const block = min(DEPTH, depth - k);
        const b = f.w + (<usize>(p * depth + k) << 5);
        const table = depthTable + (<usize>k << 2);
        for (let r = 0; r < pixels; r += 6) {
          const last = pixels - 1;
          const a = pixelTable + (<usize>r << 2);
          const a0 = x + load<u32>(a), a1 = x + load<u32>(pixelTable + (<usize>min(r + 1, last) << 2));
          const a2 = x + load<u32>(pixelTable + (<usize>min(r + 2, last) << 2));
          const a3 = x + load<u32>(pixelTable + (<usize>min(r + 3, last) << 2));
          const a4 = x + load<u32>(pixelTable + (<usize>min(r + 4, last) << 2));
          const a5 = x + load<u32>(pixelTable + (<usize>min(r + 5, last) << 2));
          const c = y + <usize>r * yRow + column;
          const whole = columns == 8 && r + 6 <= pixels, rows = min(6, pixels - r);
          if (pair && whole) {
            const init = k == 0 ? start : c, initRow = k == 0 ? 0 : yRow;
            if (quads) gatheredQuadsWide(a0, a1, a2, a3, a4, a5, table, b, next, block, init, initRow, 32, c, yRow, 32);
            else gatheredWide(a0, a1, a2, a3, a4, a5, table, b, next, block, init, initRow, 32, c, yRow, 32);
            continue;
          }
          for (let q = 0; q < group; q++) {
            const right = <usize>q << 5, cq = c + right, bq = b + <usize>q * next;
            // A tile over the edge of C goes through the workspace.
            const to = whole ? cq : tile, toRow = whole ? yRow : 32;
            if (!whole && k != 0) copyTile(cq, yRow, tile, 32, rows, columns);
            const first = f.bias ? start + right : zeros, init = k == 0 ? first : to, initRow = k == 0 ? 0 : toRow;
            if (quads) gatheredQuads(a0, a1, a2, a3, a4, a5, table, bq, block, init, initRow, to, toRow);
            else gathered(a0, a1, a2, a3, a4, a5, table, bq, block, init, initRow, to, toRow);
            if (!whole) copyTile(tile, 32, cq, yRow, rows, columns);
          }
        }
      }
      if (pair) p++;
    }
  }
}

/** A kernel of one tap: the pixels of all samples at hand are the rows of one product, without tables. */
function pointwise(
  x: usize, xRow: usize, w: usize, depth: i32, bias: usize, zeros: usize, y: usize, yRow: usize, pixels: i32, outChannels: i32, tile: usize,
): void {
  const panels = (outChannels + 7) / 8, pairs = wide ? outChannels / 16 * 2 : 0, sixes = pixels / 6 * 6;
  const last = x + <usize>(pixels - 1) * xRow, next = <usize>depth << 5;
  for (let p = 0; p < panels; p++) {
    const pair = p < pairs, columns = min(8, outChannels - p * 8), column = <usize>p << 5;
    const start = bias ? bias + column : zeros;
    for (let k = 0; k < depth; k += DEPTH) {
      const block = min(DEPTH, depth - k), b = w + (<usize>(p * depth + k) << 5);
      let a0 = x + (<usize>k << 2), c = y + column;
      for (let r = 0; r < sixes && columns == 8; r += 6) {
        const a1 = a0 + xRow, a2 = a1 + xRow, a3 = a2 + xRow, a4 = a3 + xRow, a5 = a4 + xRow;
        const init = k == 0 ? start : c, initRow = k == 0 ? 0 : yRow;
        if (pair) contiguousWide(a0, a1, a2, a3, a4, a5, b, next, block, init, initRow, 32, c, yRow, 32);
        else contiguous(a0, a1, a2, a3, a4, a5, b, block, init, initRow, c, yRow);
        a0 = a5 + xRow;
        c += 6 * yRow;
      }
      // What is left: the last pixels, or columns that are no whole panel, through the workspace.
      const edge = columns == 8 ? sixes : 0;
      for (let q = 0; q <= (pair ? 1 : 0); q++) {
        for (let r = edge; r < pixels; r += 6) {
          const rows = min(6, pixels - r), k4 = <usize>k << 2, a = x + <usize>r * xRow + k4, end = last + k4;
          const to = y + <usize>r * yRow + column + (<usize>q << 5);
          if (k != 0) copyTile(to, yRow, tile, 32, rows, columns);
          contiguous(
            a, min(a + xRow, end), min(a + 2 * xRow, end), min(a + 3 * xRow, end), min(a + 4 * xRow, end), min(a + 5 * xRow, end),
            b + <usize>q * next, block, k == 0 ? (bias ? start + (<usize>q << 5) : zeros) : tile, k == 0 ? 0 : 32, tile, 32,
          );
          copyTile(tile, 32, to, yRow, rows, columns);
        }
      }
    }
    if (pair) p++;
  }
}

/**
 * One channel, 3×3, stride 1, eight channels of the output or with `pair` sixteen: row by row in sixes; the last six of a row may
 * overlap.
 */
function windows(
  x: usize, xRow: usize, w: usize, start: usize, y: usize, yRow: usize, height: i32, width: i32, pair: bool,
): void {
  for (; height > 0; height--) {
    for (let j = 0; j < width; j += 6) {
      const at = <usize>min(j, width - 6);
      if (pair) window3x3Wide(x + (at << 2), xRow, w, start, y + at * yRow, yRow);
      else window3x3(x + (at << 2), xRow, w, start, y + at * yRow, yRow);
    }
    x += xRow;
    y += <usize>width * yRow;
  }
}

/** Offset in bytes of each output pixel's first input. */
export function fillPixelTable(
  table: usize, height: i32, width: i32, strideY: i32, strideX: i32, rowPixels: i32, pixel: i32,
): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      store<u32>(table, ((i * strideY * rowPixels + j * strideX) * pixel) << 2);
      table += 4;
    }
  }
}

/** Offset in bytes of each (kernel row, kernel column, channel) from a pixel's first input. */
export function fillDepthTable(
  table: usize, height: i32, width: i32, channels: i32, dilationY: i32, dilationX: i32, rowPixels: i32, pixel: i32,
): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      let offset = ((i * dilationY * rowPixels + j * dilationX) * pixel) << 2;
      for (let c = channels; c > 0; c--) {
        store<u32>(table, offset);
        offset += 4;
        table += 4;
      }
    }
  }
}

/** Copies an image, whose pixels lie `xPixel` floats apart, into its position in a zero frame. */
export function pad(
  x: usize, y: usize, height: i32, width: i32, channels: i32, xPixel: i32,
  paddedHeight: i32, paddedWidth: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2, source = <usize>xPixel << 2;
  memory.fill(y, 0, <usize>(paddedHeight * paddedWidth) * pixel);
  const from = max(0, -left), columns = min(width, paddedWidth - left) - from;
  for (let i = max(0, -top); i < min(height, paddedHeight - top); i++) {
    let at = x + <usize>(i * width + from) * source;
    let to = y + <usize>((i + top) * paddedWidth + from + left) * pixel;
    if (xPixel == channels) {
      if (columns > 0) copy(to, at, columns * channels);
      continue;
    }
    for (let n = columns; n > 0; n--) {
      copy(to, at, channels);
      at += source;
      to += pixel;
    }
  }
}

// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, floats: i32): void {
  let n = floats;
  for (; n >= 4; n -= 4) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
  for (; n > 0; n--) {
    store<f32>(to, load<f32>(from));
    to += 4;
    from += 4;
  }
}

export function copyTile(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  if (columns == 8) {
    for (; rows > 0; rows--) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += fromRow;
      to += toRow;
    }
    return;
  }
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < <usize>columns; j++) store<f32>(to + (j << 2), load<f32>(from + (j << 2)));
    from += fromRow;
    to += toRow;
  }
}

@unmanaged
class PackFlipped {
  x: usize; y: usize; kernel_height: i32; kernel_width: i32; channels: i32; out_channels: i32; row: i32;
}

/**
 * Weights [kernel row][kernel column][in][out], `row` floats from one input channel to the next, turned by 180° and packed for the gradient of the input, which is the
 * convolution of the output's gradient with them: depth (row, column, out), columns the input channels.
 */
export function pack_flipped(d: usize, begin: i32, end: i32): void {
  const f = changetype<PackFlipped>(d);
  const taps = f.kernel_height * f.kernel_width;
  const channel = <usize>f.out_channels << 2, row = <usize>f.row << 2;
  for (let p = begin; p < end; p++) {
    const columns = min(8, f.channels - p * 8);
    let y = f.y + (<usize>(p * taps * f.out_channels) << 5);
    for (let t = taps - 1; t >= 0; t--) {
      const x = f.x + <usize>(t * f.channels + p * 8) * row;
      for (let o: usize = 0; o < channel; o += 4) {
        for (let j = 0; j < 8; j++) store<f32>(y + (<usize>j << 2), j < columns ? load<f32>(x + <usize>j * row + o) : 0);
        y += 32;
      }
    }
  }
}
