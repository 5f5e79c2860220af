// The gradient of a convolution's weights: an implicit matrix product whose sum runs over output pixels.

import { lines, scratch, spill, wide } from "./common";
import { DEPTH, fillDepthTable, fillPixelTable, pad } from "./conv2d";
import { columns, columnsWide, gathered, gatheredColumns, gatheredColumnsWide, gatheredWide } from "./generated/micro";

/**
 * What of the input a pass over the depth should take of the first-level cache; fewer pixels at a time than the least do not pay.
 * `evenly` goes a quarter over both, or to half of them.
 */
const CACHE_BYTES: i32 = 24 * 1024, LEAST_PIXELS: i32 = 48;

/** As Conv; `partial` is [chunks][panel of 8 output channels][depth rounded up to 6][8], `bias_partial` [chunks][panels · 8]. */
@unmanaged
class ConvWeight {
  x: usize; dy: usize; partial: usize; bias_partial: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32; x_pixel: i32; y_pixel: i32;
  chunk: i32;
}

/**
 * dW[k][o] = Σ_pixels x[pixel, k] · dy[pixel][o], summed over a chunk of samples: rows are the depth, the sum runs over
 * pixels, whose offsets are the table. Chunks are fixed by the batch size; `sum_chunks` adds them up in order.
 */
export function conv2d_backward_weight(d: usize, begin: i32, end: i32): void {
  const f = changetype<ConvWeight>(d);
  const pixels = f.out_height * f.out_width, outChannels = f.out_channels;
  const depth = f.kernel_height * f.kernel_width * f.channels;
  const depth6 = (depth + 5) / 6 * 6;
  const panels = (outChannels + 7) / 8;
  const paddedHeight = (f.out_height - 1) * f.stride_y + (f.kernel_height - 1) * f.dilation_y + 1;
  const paddedWidth = (f.out_width - 1) * f.stride_x + (f.kernel_width - 1) * f.dilation_x + 1;
  const copied = f.pad_top != 0 || f.pad_left != 0 || paddedHeight > f.height || paddedWidth > f.width;
  const width = copied ? paddedWidth : f.width, pixel = copied ? f.channels : f.x_pixel;

  const pixelTable = scratch;
  const depthTable = pixelTable + lines(<usize>pixels << 2);
  const zeros = depthTable + lines(<usize>depth6 << 2);
  const panel = zeros + 64;
  fillPixelTable(pixelTable, f.out_height, f.out_width, f.stride_y, f.stride_x, width, pixel);
  fillDepthTable(depthTable, f.kernel_height, f.kernel_width, f.channels, f.dilation_y, f.dilation_x, width, pixel);
  for (let k = depth; k < depth6; k++) store<u32>(depthTable + (<usize>k << 2), 0); // rows that are never read
  memory.fill(zeros, 0, 64);

  // With the same step from each pixel to the next no table is asked.
  const regular = f.stride_y == 1 && f.stride_x == 1 && width == f.out_width, step = <usize>pixel << 2;
  // Pixels at a time, whose rows of x stay in the first-level cache while all of the depth goes over them.
  const most = evenly(pixels, max(LEAST_PIXELS, CACHE_BYTES / (f.stride_x * pixel * 4)));
  const padded = panel + (<usize>most << 6), biases = spill;
  for (let s = begin; s < end; s++) {
    const fresh = s % f.chunk == 0;
    const g = s / f.chunk;
    let x = f.x + (<usize>(s * f.height * f.width * f.x_pixel) << 2);
    const dy = f.dy + (<usize>(s * pixels * f.y_pixel) << 2);
    if (copied) {
      pad(x, padded, f.height, f.width, f.channels, f.x_pixel, paddedHeight, paddedWidth, f.pad_top, f.pad_left);
      x = padded;
    }
    for (let p = 0; p < panels; p++) {
      const pair = wide && p + 1 < panels, cNext = <usize>depth6 << 5;
      const c = f.partial + (<usize>((g * panels + p) * depth6) << 5);
      memory.fill(biases, 0, 64);
      for (let q = 0; q < pixels; q += most) {
        const block = min(most, pixels - q), next = <usize>block << 5;
        for (let i = 0; i <= (pair ? 1 : 0); i++) {
          const count = min(8, outChannels - (p + i) * 8), to = panel + <usize>i * next;
          packGradient(dy + <usize>q * (<usize>f.y_pixel << 2) + (<usize>(p + i) << 5), f.y_pixel, count, block, to);
          if (f.bias_partial) addPanel(to, block, biases + (<usize>i << 5));
        }
        const table = pixelTable + (<usize>q << 2);
        const start = fresh && q == 0;
        for (let k = 0; k < depth6; k += 6) {
          const a = depthTable + (<usize>k << 2), tile = c + (<usize>k << 5);
          const init = start ? zeros : tile, initRow: usize = start ? 0 : 32, initNext: usize = start ? 0 : cNext;
          const a0 = x + load<u32>(a), a5 = x + load<u32>(a, 20);
          if (a5 - a0 == 20) {
            if (regular) {
              const from = a0 + <usize>q * step;
              if (pair) columnsWide(from, step, panel, next, block, init, initRow, initNext, tile, 32, cNext);
              else columns(from, step, panel, block, init, initRow, tile, 32);
            } else if (pair) gatheredColumnsWide(a0, table, panel, next, block, init, initRow, initNext, tile, 32, cNext);
            else gatheredColumns(a0, table, panel, block, init, initRow, tile, 32);
            continue;
          }
          const a1 = x + load<u32>(a, 4), a2 = x + load<u32>(a, 8), a3 = x + load<u32>(a, 12), a4 = x + load<u32>(a, 16);
          if (pair) gatheredWide(a0, a1, a2, a3, a4, a5, table, panel, next, block, init, initRow, initNext, tile, 32, cNext);
          else gathered(a0, a1, a2, a3, a4, a5, table, panel, block, init, initRow, tile, 32);
        }
      }
      const bias = f.bias_partial + (<usize>((g * panels + p) * 8) << 2);
      if (f.bias_partial) finishPanel(biases, bias, fresh);
      if (f.bias_partial && pair) finishPanel(biases + 32, bias + 32, fresh);
      if (pair) p++;
    }
  }
}

/** Pixels cut into blocks of one size of about `most`: up to a quarter more rather than a block more. */
function evenly(pixels: i32, most: i32): i32 {
  const limit = min(DEPTH, most + most / 4), blocks = (pixels + limit - 1) / limit;
  return (pixels + blocks - 1) / blocks;
}

/** Eight channels of every pixel, side by side; missing ones are zero. */
export function packGradient(dy: usize, yPixel: i32, columns: i32, pixels: i32, panel: usize): void {
  const pixel = <usize>yPixel << 2;
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

/** Sum of a panel over its pixels, added to what is there unless `fresh`. Workspace: eight sums at `sums`. */
export function sumPanel(panel: usize, pixels: i32, to: usize, fresh: bool, sums: usize): void {
  memory.fill(sums, 0, 32);
  addPanel(panel, pixels, sums);
  finishPanel(sums, to, fresh);
}

/** Goes on with a panel's sum over its pixels. */
function addPanel(panel: usize, pixels: i32, sums: usize): void {
  let low = v128.load(sums), high = v128.load(sums, 16);
  for (let q = 0; q < pixels; q++) {
    low = f32x4.add(low, v128.load(panel));
    high = f32x4.add(high, v128.load(panel, 16));
    panel += 32;
  }
  v128.store(sums, low);
  v128.store(sums, high, 16);
}

function finishPanel(sums: usize, to: usize, fresh: bool): void {
  let low = v128.load(sums), high = v128.load(sums, 16);
  if (!fresh) {
    low = f32x4.add(low, v128.load(to));
    high = f32x4.add(high, v128.load(to, 16));
  }
  v128.store(to, low);
  v128.store(to, high, 16);
}

@unmanaged
class SumChunks {
  x: usize; y: usize; chunks: i32; rows: i32; row_stride: i32; columns: i32; y_row: i32;
}

/**
 * y[row][column] = Σ_chunks x[chunk][column / 8][row][column % 8], in order, with row_stride rows a panel of x and y_row floats
 * a row of y; a unit is a row.
 */
export function sum_chunks(d: usize, begin: i32, end: i32): void {
  const f = changetype<SumChunks>(d);
  const panels = (f.columns + 7) / 8;
  const panelBytes = <usize>f.row_stride << 5;
  const chunkBytes = <usize>panels * panelBytes;
  for (let row = begin; row < end; row++) {
    for (let p = 0; p < panels; p++) {
      let x = f.x + <usize>p * panelBytes + (<usize>row << 5);
      let low = v128.load(x), high = v128.load(x, 16);
      for (let g = 1; g < f.chunks; g++) {
        x += chunkBytes;
        low = f32x4.add(low, v128.load(x));
        high = f32x4.add(high, v128.load(x, 16));
      }
      const columns = min(8, f.columns - p * 8);
      const y = f.y + (<usize>(row * f.y_row + p * 8) << 2);
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
