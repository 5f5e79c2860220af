// Convolution as an implicit matrix product over NHWC images: rows are output pixels, columns output channels, depth
// runs over (kernel row, kernel column, input channel). The micro-kernel reads the image through a table of offsets,
// so nothing is unfolded; only the border is written out, into a padded copy.

import { lines, scratch } from "./common";
import { gathered, gatheredColumns, gatheredQuads } from "./generated/micro";

/** Depth of a block: a panel of 512 × 8 floats stays in the first-level cache. */
const DEPTH: i32 = 512;

/** Geometry of one convolution; the input may be spread apart by `dilate` first (for the gradient of a stride). */
@unmanaged
class Conv {
  x: usize; w: usize; bias: usize; y: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride: i32; pad_top: i32; pad_left: i32; dilate: i32; relu: i32;
}

/** One sample a unit. Workspace: pixel table, depth table, 6×8 tile, zeros, padded image. */
export function conv2d(d: usize, begin: i32, end: i32): void {
  const f = changetype<Conv>(d);
  const pixels = f.out_height * f.out_width, outChannels = f.out_channels;
  const depth = f.kernel_height * f.kernel_width * f.channels;
  const paddedHeight = (f.out_height - 1) * f.stride + f.kernel_height;
  const paddedWidth = (f.out_width - 1) * f.stride + f.kernel_width;
  const copied = f.pad_top != 0 || f.pad_left != 0 || f.dilate != 1 || paddedHeight > f.height || paddedWidth > f.width;
  const width = copied ? paddedWidth : f.width;

  const pixelTable = scratch;
  const depthTable = pixelTable + lines(<usize>pixels << 2);
  const tile = depthTable + lines(<usize>depth << 2);
  const zeros = tile + 192;
  const padded = zeros + 64;
  fillPixelTable(pixelTable, f.out_height, f.out_width, f.stride, width, f.channels);
  fillDepthTable(depthTable, f.kernel_height, f.kernel_width, f.channels, width);
  memory.fill(zeros, 0, 64);

  const panels = (outChannels + 7) / 8;
  const yRow = <usize>outChannels << 2;
  const quads = (f.channels & 3) == 0; // four consecutive depths lie side by side
  for (let s = begin; s < end; s++) {
    let x = f.x + (<usize>(s * f.height * f.width * f.channels) << 2);
    const y = f.y + <usize>(s * pixels) * yRow;
    if (copied) {
      pad(x, padded, f.height, f.width, f.channels, paddedHeight, paddedWidth, f.pad_top, f.pad_left, f.dilate);
      x = padded;
    }
    for (let p = 0; p < panels; p++) {
      const columns = min(8, outChannels - p * 8);
      const start = f.bias ? f.bias + (<usize>p << 5) : zeros;
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
          const c = y + <usize>r * yRow + (<usize>p << 5);
          // A tile over the edge of C goes through the workspace.
          const whole = columns == 8 && r + 6 <= pixels, rows = min(6, pixels - r);
          const to = whole ? c : tile, toRow = whole ? yRow : 32;
          if (!whole && k != 0) copyTile(c, yRow, tile, 32, rows, columns);
          const init = k == 0 ? start : to, initRow = k == 0 ? 0 : toRow;
          if (quads) gatheredQuads(a0, a1, a2, a3, a4, a5, table, b, block, init, initRow, to, toRow);
          else gathered(a0, a1, a2, a3, a4, a5, table, b, block, init, initRow, to, toRow);
          if (!whole) copyTile(tile, 32, c, yRow, rows, columns);
        }
      }
    }
    if (f.relu) rectify(y, pixels * outChannels);
  }
}

/** Offset in bytes of each output pixel's first input. */
function fillPixelTable(table: usize, height: i32, width: i32, stride: i32, rowPixels: i32, channels: i32): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      store<u32>(table, ((i * rowPixels + j) * stride * channels) << 2);
      table += 4;
    }
  }
}

/** Offset in bytes of each (kernel row, kernel column, channel) from a pixel's first input. */
function fillDepthTable(table: usize, height: i32, width: i32, channels: i32, rowPixels: i32): void {
  for (let i = 0; i < height; i++) {
    let offset = (i * rowPixels * channels) << 2;
    for (let j = width * channels; j > 0; j--) {
      store<u32>(table, offset);
      offset += 4;
      table += 4;
    }
  }
}

/** Copies an image into its place in a zero frame; `spread` leaves spread − 1 zeros between neighbouring pixels. */
function pad(
  x: usize, y: usize, height: i32, width: i32, channels: i32,
  paddedHeight: i32, paddedWidth: i32, top: i32, left: i32, spread: i32,
): void {
  const pixel = <usize>channels << 2;
  memory.fill(y, 0, <usize>(paddedHeight * paddedWidth) * pixel);
  for (let i = 0; i < height; i++) {
    const row = top + i * spread;
    if (row < 0 || row >= paddedHeight) continue;
    if (spread == 1) {
      const from = max(0, -left), to = min(width, paddedWidth - left);
      if (to > from) {
        copy(y + <usize>(row * paddedWidth + left + from) * pixel, x + <usize>(i * width + from) * pixel, (to - from) * channels);
      }
    } else {
      for (let j = 0; j < width; j++) {
        const column = left + j * spread;
        if (column < 0 || column >= paddedWidth) continue;
        copy(y + <usize>(row * paddedWidth + column) * pixel, x + <usize>(i * width + j) * pixel, channels);
      }
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

function copyTile(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < <usize>columns; j++) store<f32>(to + (j << 2), load<f32>(from + (j << 2)));
    from += fromRow;
    to += toRow;
  }
}

function rectify(y: usize, floats: i32): void {
  let n = floats;
  const zero = f32x4.splat(0);
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.max(v128.load(y), zero));
    y += 16;
  }
  for (; n > 0; n--) {
    store<f32>(y, max<f32>(load<f32>(y), 0));
    y += 4;
  }
}

@unmanaged
class PackFlipped {
  x: usize; y: usize; kernel_height: i32; kernel_width: i32; channels: i32; out_channels: i32;
}

/**
 * Weights [kernel row][kernel column][in][out], turned by 180° and packed for the gradient of the input, which is the
 * convolution of the output's gradient with them: depth (row, column, out), columns the input channels.
 */
export function pack_flipped(d: usize, begin: i32, end: i32): void {
  const f = changetype<PackFlipped>(d);
  const taps = f.kernel_height * f.kernel_width;
  const channel = <usize>f.out_channels << 2;
  for (let p = begin; p < end; p++) {
    const columns = min(8, f.channels - p * 8);
    let y = f.y + (<usize>(p * taps * f.out_channels) << 5);
    for (let t = taps - 1; t >= 0; t--) {
      const x = f.x + <usize>(t * f.channels + p * 8) * channel;
      for (let o: usize = 0; o < channel; o += 4) {
        for (let j = 0; j < 8; j++) store<f32>(y + (<usize>j << 2), j < columns ? load<f32>(x + <usize>j * channel + o) : 0);
        y += 32;
      }
    }
  }
}

/** As Conv; `partial` is [groups][panel of 8 output channels][depth rounded up to 6][8], `bias_partial` [groups][panels · 8]. */
@unmanaged
class ConvWeight {
  x: usize; dy: usize; partial: usize; bias_partial: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride: i32; pad_top: i32; pad_left: i32; group: i32;
}

/**
 * dW[k][o] = Σ_pixels x[pixel, k] · dy[pixel][o], summed over a group of samples: rows are the depth, the sum runs over
 * pixels, whose offsets are the table. Groups are fixed by the batch size; `sum_groups` adds them up in order.
 */
export function conv2d_backward_weight(d: usize, begin: i32, end: i32): void {
  const f = changetype<ConvWeight>(d);
  const pixels = f.out_height * f.out_width, outChannels = f.out_channels;
  const depth = f.kernel_height * f.kernel_width * f.channels;
  const depth6 = (depth + 5) / 6 * 6;
  const panels = (outChannels + 7) / 8;
  const paddedHeight = (f.out_height - 1) * f.stride + f.kernel_height;
  const paddedWidth = (f.out_width - 1) * f.stride + f.kernel_width;
  const copied = f.pad_top != 0 || f.pad_left != 0 || paddedHeight > f.height || paddedWidth > f.width;
  const width = copied ? paddedWidth : f.width;

  const pixelTable = scratch;
  const depthTable = pixelTable + lines(<usize>pixels << 2);
  const zeros = depthTable + lines(<usize>depth6 << 2);
  const panel = zeros + 64;
  const padded = panel + (<usize>pixels << 5);
  fillPixelTable(pixelTable, f.out_height, f.out_width, f.stride, width, f.channels);
  fillDepthTable(depthTable, f.kernel_height, f.kernel_width, f.channels, width);
  for (let k = depth; k < depth6; k++) store<u32>(depthTable + (<usize>k << 2), 0); // rows that are never read
  memory.fill(zeros, 0, 64);

  for (let s = begin; s < end; s++) {
    const fresh = s % f.group == 0;
    const g = s / f.group;
    let x = f.x + (<usize>(s * f.height * f.width * f.channels) << 2);
    const dy = f.dy + (<usize>(s * pixels * outChannels) << 2);
    if (copied) {
      pad(x, padded, f.height, f.width, f.channels, paddedHeight, paddedWidth, f.pad_top, f.pad_left, 1);
      x = padded;
    }
    for (let p = 0; p < panels; p++) {
      packGradient(dy + (<usize>p << 5), outChannels, min(8, outChannels - p * 8), pixels, panel);
      if (f.bias_partial) sumPanel(panel, pixels, f.bias_partial + (<usize>((g * panels + p) * 8) << 2), fresh);
      const c = f.partial + (<usize>((g * panels + p) * depth6) << 5);
      for (let q = 0; q < pixels; q += DEPTH) {
        const block = min(DEPTH, pixels - q);
        const table = pixelTable + (<usize>q << 2), b = panel + (<usize>q << 5);
        const start = fresh && q == 0;
        for (let k = 0; k < depth6; k += 6) {
          const a = depthTable + (<usize>k << 2), tile = c + (<usize>k << 5);
          const init = start ? zeros : tile, initRow: usize = start ? 0 : 32;
          const a0 = x + load<u32>(a), a5 = x + load<u32>(a, 20);
          if (a5 - a0 == 20) {
            gatheredColumns(a0, table, b, block, init, initRow, tile, 32);
          } else {
            const a1 = x + load<u32>(a, 4), a2 = x + load<u32>(a, 8), a3 = x + load<u32>(a, 12), a4 = x + load<u32>(a, 16);
            gathered(a0, a1, a2, a3, a4, a5, table, b, block, init, initRow, tile, 32);
          }
        }
      }
    }
  }
}

/** Eight channels of every pixel, side by side; missing ones are zero. */
function packGradient(dy: usize, channels: i32, columns: i32, pixels: i32, panel: usize): void {
  const pixel = <usize>channels << 2;
  if (columns == 8) {
    for (let q = 0; q < pixels; q++) {
      v128.store(panel, v128.load(dy));
      v128.store(panel, v128.load(dy, 16), 16);
      dy += pixel;
      panel += 32;
    }
    return;
  }
  for (let q = 0; q < pixels; q++) {
    for (let j = 0; j < 8; j++) store<f32>(panel + (<usize>j << 2), j < columns ? load<f32>(dy + (<usize>j << 2)) : 0);
    dy += pixel;
    panel += 32;
  }
}

function sumPanel(panel: usize, pixels: i32, to: usize, fresh: bool): void {
  let low = f32x4.splat(0), high = f32x4.splat(0);
  for (let q = 0; q < pixels; q++) {
    low = f32x4.add(low, v128.load(panel));
    high = f32x4.add(high, v128.load(panel, 16));
    panel += 32;
  }
  if (!fresh) {
    low = f32x4.add(low, v128.load(to));
    high = f32x4.add(high, v128.load(to, 16));
  }
  v128.store(to, low);
  v128.store(to, high, 16);
}

@unmanaged
class SumGroups {
  x: usize; y: usize; groups: i32; rows: i32; row_stride: i32; columns: i32;
}

/** y[row][column] = Σ_groups x[group][column / 8][row][column % 8], in order, with row_stride rows a panel; a unit is a row. */
export function sum_groups(d: usize, begin: i32, end: i32): void {
  const f = changetype<SumGroups>(d);
  const panels = (f.columns + 7) / 8;
  const panelBytes = <usize>f.row_stride << 5;
  const groupBytes = <usize>panels * panelBytes;
  for (let row = begin; row < end; row++) {
    for (let p = 0; p < panels; p++) {
      let x = f.x + <usize>p * panelBytes + (<usize>row << 5);
      let low = v128.load(x), high = v128.load(x, 16);
      for (let g = 1; g < f.groups; g++) {
        x += groupBytes;
        low = f32x4.add(low, v128.load(x));
        high = f32x4.add(high, v128.load(x, 16));
      }
      const columns = min(8, f.columns - p * 8);
      const y = f.y + (<usize>(row * f.columns + p * 8) << 2);
      if (columns == 8) {
        v128.store(y, low);
        v128.store(y, high, 16);
      } else {
        const tile = scratch;
        v128.store(tile, low);
        v128.store(tile, high, 16);
        for (let j: usize = 0; j < <usize>columns; j++) store<f32>(y + (j << 2), load<f32>(tile + (j << 2)));
      }
    }
  }
}
