// The gradient of a strided convolution's input. Pixels whose row and column have one remainder by the stride read the same
// taps, so each such class is a convolution of dy of its own, and nothing is multiplied with the zeros between dy's pixels.

import { lines, scratch } from "./common";
import { copyTile, pad } from "./conv2d";
import { contiguous, strided } from "./generated/micro";

/** Geometry of the forward pass; `w` as pack_flipped leaves it: [panel of 8 input channels][turned tap][out][8]. */
@unmanaged
class ConvInput {
  dy: usize; w: usize; dx: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  kernel_height: i32; kernel_width: i32; stride_y: i32; stride_x: i32; pad_top: i32; pad_left: i32;
  dilation_y: i32; dilation_x: i32; x_pixel: i32; y_pixel: i32;
}

/**
 * dx[i][j] = Σ dy[(i + pad_top − u·dilation_y) / stride_y][(j + pad_left − v·dilation_x) / stride_x] · w[u][v]ᵀ over the taps (u, v)
 * for which both divide; a matrix product a tap, over the output's channels. One sample a unit. Workspace: of a class,
 * (position in dy's frame, position in w) of each tap and (position in dy's frame, position in dx) of each pixel; a 6×8 tile, zeros, dy in a
 * frame of zeros.
 */
export function conv2d_backward_input(d: usize, begin: i32, end: i32): void {
  const f = changetype<ConvInput>(d);
  const strideY = f.stride_y, strideX = f.stride_x, kernel = f.kernel_height * f.kernel_width, outChannels = f.out_channels;
  // The frame begins with the first row and column of dy that any pixel may read, which may lie before dy's own.
  const top = floorDivide(f.pad_top - (f.kernel_height - 1) * f.dilation_y, strideY);
  const left = floorDivide(f.pad_left - (f.kernel_width - 1) * f.dilation_x, strideX);
  const height = (f.height + strideY - 1) / strideY + (strideY - 1 + f.pad_top) / strideY - top;
  const width = (f.width + strideX - 1) / strideX + (strideX - 1 + f.pad_left) / strideX - left;
  const mostPixels = ((f.height + strideY - 1) / strideY) * ((f.width + strideX - 1) / strideX);

  const taps = scratch, pixels = taps + lines(<usize>kernel << 3), tile = pixels + lines(<usize>mostPixels << 3);
  const zeros = tile + 192, frame = zeros + 64;
  memory.fill(zeros, 0, 32);
  const pixel = outChannels << 2, xPixel = f.x_pixel << 2;
  const step = <usize>(strideX * xPixel), panelBytes = <usize>(kernel * outChannels) << 5;
  for (let s = begin; s < end; s++) {
    const dy = f.dy + (<usize>(s * f.out_height * f.out_width * f.y_pixel) << 2);
    pad(dy, frame, f.out_height, f.out_width, outChannels, f.y_pixel, height, width, -top, -left);
    const dx = f.dx + <usize>(s * f.height * f.width) * <usize>xPixel;
    for (let a = 0; a < min(strideY, f.height); a++) {
      for (let b = 0; b < min(strideX, f.width); b++) {
        let tapsEnd = taps;
        for (let t = 0; t < kernel; t++) {
          const i = a + f.pad_top - t / f.kernel_width * f.dilation_y, j = b + f.pad_left - t % f.kernel_width * f.dilation_x;
          if (i % strideY != 0 || j % strideX != 0) continue;
          store<u32>(tapsEnd, ((i / strideY - top) * width + j / strideX - left) * pixel);
          store<u32>(tapsEnd, ((kernel - 1 - t) * outChannels) << 5, 4);
          tapsEnd += 8;
        }
        let count = 0;
        for (let i = 0; a + i * strideY < f.height; i++) {
          for (let j = 0; b + j * strideX < f.width; j++) {
            const position = pixels + (<usize>count << 3);
            store<u32>(position, (i * width + j) * pixel);
            store<u32>(position, ((a + i * strideY) * f.width + b + j * strideX) * xPixel, 4);
            count++;
          }
        }
        for (let p = 0; p * 8 < f.channels; p++) {
          const w = f.w + <usize>p * panelBytes;
          const columns = min(8, f.channels - p * 8);
          for (let r = 0; r < count; r += 6) {
            const rows = min(6, count - r), at = pixels + (<usize>r << 3);
            const c = dx + load<u32>(at, 4) + (<usize>p << 5);
            const whole = columns == 8 && rows == 6 && load<u32>(at, 44) - load<u32>(at, 4) == <u32>(5 * step);
            const to = whole ? c : tile, toRow: usize = whole ? step : 32;
            multiply(frame, at, rows, taps, tapsEnd, w, outChannels, zeros, to, toRow);
            if (whole) continue;
            for (let q = 0; q < rows; q++) {
              copyTile(tile + (<usize>q << 5), 32, dx + load<u32>(at + (<usize>q << 3), 4) + (<usize>p << 5), 0, 1, columns);
            }
          }
        }
      }
    }
  }
}

/** Six pixels of eight input channels, summed over the taps; pixels past the last one repeat it. */
function multiply(
  frame: usize, pixels: usize, rows: i32, taps: usize, tapsEnd: usize, w: usize, depth: i32, zeros: usize, to: usize, toRow: usize,
): void {
  if (taps == tapsEnd) {
    for (let r = 0; r < 6; r++) {
      v128.store(to, f32x4.splat(0));
      v128.store(to, f32x4.splat(0), 16);
      to += toRow;
    }
    return;
  }
  const quads = depth & ~3, rest = <usize>quads << 2;
  for (let tap = taps; tap < tapsEnd; tap += 8) {
    const x = frame + load<u32>(tap), b = w + load<u32>(tap, 4);
    const a0 = x + load<u32>(pixels), a1 = x + frameOf(pixels, rows, 1), a2 = x + frameOf(pixels, rows, 2);
    const a3 = x + frameOf(pixels, rows, 3), a4 = x + frameOf(pixels, rows, 4), a5 = x + frameOf(pixels, rows, 5);
    let init = tap == taps ? zeros : to, initRow = tap == taps ? 0 : toRow;
    if (quads) {
      contiguous(a0, a1, a2, a3, a4, a5, b, quads, init, initRow, to, toRow);
      if (quads == depth) continue;
      init = to;
      initRow = toRow;
    }
    strided(
      a0 + rest, a1 + rest, a2 + rest, a3 + rest, a4 + rest, a5 + rest, 4, b + (rest << 3), depth - quads, init, initRow, to, toRow,
    );
  }
}

// @ts-ignore: decorator
@inline
function frameOf(pixels: usize, rows: i32, row: i32): usize {
  return load<u32>(pixels + (<usize>min(row, rows - 1) << 3));
}

/** ⌊a / b⌋ for b > 0. */
// @ts-ignore: decorator
@inline
export function floorDivide(a: i32, b: i32): i32 {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}
