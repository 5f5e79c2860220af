// The gradient of a strided convolution's input. Pixels whose row and column have one remainder by the stride read the same
// taps, so each such class is a convolution of dy of its own, and nothing is multiplied with the zeros between dy's pixels.

import { lines, scratch, wide } from "./common";
import { copyTile, DEPTH, pad } from "./conv2d";
import { gathered, gatheredQuads, gatheredQuadsWide, gatheredWide } from "./generated/micro";

/** Geometry of the forward pass; `w` as pack_by_class leaves it: [panel of 8 input channels][tap, class by class][out][8]. */
@unmanaged
class ConvInput {
  dy: usize; w: usize; dx: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32; x_pixel: i32; y_pixel: i32;
}

// The words of a class: where its taps and its pixels begin in the tables, and how many there are.
const FIRST_TAP: usize = 0, TAPS: usize = 4, PIXELS: usize = 8, COUNT: usize = 12;

/**
 * dx[i][j] = Σ dy[(i + pad_top − u·dilation_y) / stride_y][(j + pad_left − v·dilation_x) / stride_x] · w[u][v]ᵀ over the taps (u, v)
 * for which both divide. Of each class one matrix product a sample, whose depth runs over (tap, output channel). One sample a
 * unit. Workspace: the classes; the position in dy's frame of each (tap, output channel); of each pixel its position there and
 * in dx; a 6×16 tile, zeros, dy in a frame of zeros.
 */
export function conv2d_backward_input(d: usize, begin: i32, end: i32): void {
  const f = changetype<ConvInput>(d);
  const strideY = f.stride_y, strideX = f.stride_x, kernel = f.kernel_height * f.kernel_width, outChannels = f.out_channels;
  // The frame begins with the first row and column of dy that any pixel may read, which may lie before dy's own.
  const top = floorDivide(f.pad_top - (f.kernel_height - 1) * f.dilation_y, strideY);
  const left = floorDivide(f.pad_left - (f.kernel_width - 1) * f.dilation_x, strideX);
  const height = (f.height + strideY - 1) / strideY + (strideY - 1 + f.pad_top) / strideY - top;
  const width = (f.width + strideX - 1) / strideX + (strideX - 1 + f.pad_left) / strideX - left;

  const classes = scratch, classesEnd = classes + (<usize>(strideY * strideX) << 4);
  const table = classes + lines(classesEnd - classes), pixels = table + lines(<usize>(kernel * outChannels) << 2);
  const tile = pixels + lines(<usize>(f.height * f.width) << 3), zeros = tile + 384, frame = zeros + 64;
  memory.fill(zeros, 0, 64);
  fillClasses(f, classes, table, pixels, width, top, left);
  const xPixel = <usize>f.x_pixel << 2, bytes = <usize>(f.height * f.width) * xPixel;
  // Pixels that no tap reaches have no gradient.
  const sparse = f.x_pixel == f.channels && (f.kernel_height < strideY || f.kernel_width < strideX);
  for (let s = begin; s < end; s++) {
    const dy = f.dy + (<usize>(s * f.out_height * f.out_width * f.y_pixel) << 2);
    pad(dy, frame, f.out_height, f.out_width, outChannels, f.y_pixel, height, width, -top, -left);
    const dx = f.dx + <usize>s * bytes;
    if (sparse) memory.fill(dx, 0, bytes);
    for (let at = classes; at < classesEnd; at += 16) {
      if (!sparse || load<i32>(at + TAPS) != 0) multiplyClass(f, at, frame, table, dx, tile, zeros);
    }
  }
}

/** Fills the tables: classes by row and column of their remainders, in each the taps and pixels in order. */
function fillClasses(f: ConvInput, classes: usize, table: usize, pixels: usize, width: i32, top: i32, left: i32): void {
  const strideY = f.stride_y, strideX = f.stride_x, outChannels = f.out_channels;
  let taps = 0;
  for (let a = 0; a < strideY; a++) {
    for (let b = 0; b < strideX; b++) {
      const group = classes, firstTap = taps, firstPixel = pixels;
      classes += 16;
      for (let t = 0; t < f.kernel_height * f.kernel_width; t++) {
        const i = a + f.pad_top - t / f.kernel_width * f.dilation_y, j = b + f.pad_left - t % f.kernel_width * f.dilation_x;
        if (i % strideY != 0 || j % strideX != 0) continue;
        const offset = ((i / strideY - top) * width + j / strideX - left) * outChannels;
        for (let o = 0; o < outChannels; o++) store<u32>(table + (<usize>(taps * outChannels + o) << 2), (offset + o) << 2);
        taps++;
      }
      for (let i = 0; a + i * strideY < f.height; i++) {
        for (let j = 0; b + j * strideX < f.width; j++) {
          store<u32>(pixels, ((i * width + j) * outChannels) << 2);
          store<u32>(pixels, ((a + i * strideY) * f.width + b + j * strideX) * f.x_pixel << 2, 4);
          pixels += 8;
        }
      }
      store<i32>(group + FIRST_TAP, firstTap);
      store<i32>(group + TAPS, taps - firstTap);
      store<usize>(group + PIXELS, firstPixel);
      store<i32>(group + COUNT, <i32>((pixels - firstPixel) >> 3));
    }
  }
}

/** dx of one sample's pixels of a class. */
function multiplyClass(f: ConvInput, group: usize, frame: usize, offsets: usize, dx: usize, tile: usize, zeros: usize): void {
  const depth = load<i32>(group + TAPS) * f.out_channels, first = load<i32>(group + FIRST_TAP) * f.out_channels;
  const count = load<i32>(group + COUNT), pixels = load<usize>(group + PIXELS);
  const panelBytes = <usize>(f.kernel_height * f.kernel_width * f.out_channels) << 5, step = <usize>(f.stride_x * f.x_pixel) << 2;
  const quads = (f.out_channels & 3) == 0; // four consecutive depths lie side by side
  for (let p = 0; p * 8 < f.channels; p++) {
    const w = f.w + <usize>p * panelBytes + (<usize>first << 5), column = <usize>p << 5;
    const columns = min(8, f.channels - p * 8), pair = wide && (p + 2) * 8 <= f.channels, panels = pair ? 2 : 1;
    let k = 0;
    do {
      const block = min(DEPTH, depth - k), b = w + (<usize>k << 5), table = offsets + (<usize>(first + k) << 2);
      for (let r = 0; r < count; r += 6) {
        const rows = min(6, count - r), at = pixels + (<usize>r << 3), x = frame;
        const a0 = x + load<u32>(at), a1 = x + frameOf(at, rows, 1), a2 = x + frameOf(at, rows, 2);
        const a3 = x + frameOf(at, rows, 3), a4 = x + frameOf(at, rows, 4), a5 = x + frameOf(at, rows, 5);
        const c = dx + load<u32>(at, 4) + column;
        const even = columns == 8 && rows == 6 && load<u32>(at, 44) - load<u32>(at, 4) == <u32>(5 * step);
        if (pair && rows == 6) {
          const to = even ? c : tile, toRow: usize = even ? step : 64;
          if (!even && k != 0) for (let i = 0; i < 6; i++) copySixteen(pixelOf(dx, at, i) + column, tile + (<usize>i << 6));
          const start = k == 0 ? zeros : to, startRow: usize = k == 0 ? 0 : toRow;
          if (quads) gatheredQuadsWide(a0, a1, a2, a3, a4, a5, table, b, panelBytes, block, start, startRow, 32, to, toRow, 32);
          else gatheredWide(a0, a1, a2, a3, a4, a5, table, b, panelBytes, block, start, startRow, 32, to, toRow, 32);
          if (!even) for (let i = 0; i < 6; i++) copySixteen(tile + (<usize>i << 6), pixelOf(dx, at, i) + column);
          continue;
        }
        // A tile of a pair has fewer than six pixels here, and is not even.
        for (let q = 0; q < panels; q++) {
          const right = column + (<usize>q << 5), bq = b + <usize>q * panelBytes;
          const to = even ? c : tile, toRow: usize = even ? step : 32;
          // Pixels that do not lie evenly, or columns that are no whole panel, go through the workspace.
          if (!even && k != 0) for (let i = 0; i < rows; i++) copyTile(pixelOf(dx, at, i) + right, 0, tile + (<usize>i << 5), 0, 1, columns);
          const start = k == 0 ? zeros : to, startRow: usize = k == 0 ? 0 : toRow;
          if (quads) gatheredQuads(a0, a1, a2, a3, a4, a5, table, bq, block, start, startRow, to, toRow);
          else gathered(a0, a1, a2, a3, a4, a5, table, bq, block, start, startRow, to, toRow);
          if (!even) for (let i = 0; i < rows; i++) copyTile(tile + (<usize>i << 5), 0, pixelOf(dx, at, i) + right, 0, 1, columns);
        }
      }
      k += DEPTH;
    } while (k < depth);
    if (pair) p++;
  }
}

// @ts-ignore: decorator
@inline
function copySixteen(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

/** The position in the frame of a pixel; those past the last one repeat it. */
// @ts-ignore: decorator
@inline
function frameOf(pixels: usize, rows: i32, row: i32): usize {
  return load<u32>(pixels + (<usize>min(row, rows - 1) << 3));
}

// @ts-ignore: decorator
@inline
function pixelOf(dx: usize, pixels: usize, row: i32): usize {
  return dx + load<u32>(pixels + (<usize>row << 3), 4);
}

@unmanaged
class PackByClass {
  x: usize; y: usize; kernel_height: i32; kernel_width: i32; channels: i32; out_channels: i32; row: i32;
  stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32; dilation_y: i32; dilation_x: i32;
}

/**
 * Weights [kernel row][kernel column][in][out], `row` floats from one input channel to the next, packed for the gradient of a
 * strided convolution's input: depth (tap, out), the taps class by class in the order of `fillClasses`, columns the input
 * channels. A unit is a panel.
 */
export function pack_by_class(d: usize, begin: i32, end: i32): void {
  const f = changetype<PackByClass>(d);
  const taps = f.kernel_height * f.kernel_width, channel = <usize>f.out_channels << 2, row = <usize>f.row << 2;
  for (let p = begin; p < end; p++) {
    const columns = min(8, f.channels - p * 8);
    let y = f.y + (<usize>(p * taps * f.out_channels) << 5);
    for (let a = 0; a < f.stride_y; a++) {
      for (let b = 0; b < f.stride_x; b++) {
        for (let t = 0; t < taps; t++) {
          const i = a + f.pad_top - t / f.kernel_width * f.dilation_y, j = b + f.pad_left - t % f.kernel_width * f.dilation_x;
          if (i % f.stride_y != 0 || j % f.stride_x != 0) continue;
          const x = f.x + <usize>(t * f.channels + p * 8) * row;
          for (let o: usize = 0; o < channel; o += 4) {
            for (let c = 0; c < 8; c++) store<f32>(y + (<usize>c << 2), c < columns ? load<f32>(x + <usize>c * row + o) : 0);
            y += 32;
          }
        }
      }
    }
  }
}

/** ⌊a / b⌋ for b > 0. */
// @ts-ignore: decorator
@inline
export function floorDivide(a: i32, b: i32): i32 {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}
