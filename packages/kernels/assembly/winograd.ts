// Convolution with kernels of 3×3 and stride 1 by Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray 2016):
//
//   Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A
//
// A tile of 4×4 outputs needs 36 products instead of 144 for each pair of channels. Summed over the input channels, the
// products of each of the 36 positions are a matrix product [tiles, in] · [in, out].
//
// Interpolation is at 0, ±¾, ±1½ and infinity, not at the usual 0, ±1, ±2: Bᵀ and Aᵀ are as short and as exact, their
// numbers nearer to 1, and the largest rounding errors a fifth (docs/numerics.md).

import { fma, kept, lines, scratch, wide } from "./common";
import { fresh, freshWide } from "./generated/micro";
import { transformInput, transformInputWide, transformOutput, transformOutputWide } from "./generated/transforms";
import { G_FAR, G_LAST, G_NEAR, G_ODD, G_ZERO } from "./winograd_points";

@unmanaged
class WinogradWeight {
  x: usize; y: usize; channels: i32; out_channels: i32; tap_stride: i32; in_stride: i32; out_stride: i32; flipped: i32;
}

/**
 * U = G g Gᵀ, packed: y[position][panel of 8 outputs][in][8]. Element (tap, in, out) of the weights lies at
 * tap · tap_stride + in · in_stride + out · out_stride; `flipped` turns the kernel by 180°. A unit is an input channel.
 */
export function winograd_weight(d: usize, begin: i32, end: i32): void {
  const f = changetype<WinogradWeight>(d);
  const panels = (f.out_channels + 7) / 8;
  const tapStride = <usize>f.tap_stride << 2, inStride = <usize>f.in_stride << 2, outStride = <usize>f.out_stride << 2;
  const panelBytes = <usize>f.channels << 5, placeBytes = <usize>panels * panelBytes;
  const g = scratch; // [9][8]: the taps of eight outputs
  const rows = scratch + 288; // [6][3][8]: G g
  const zero = kept(G_ZERO), near = kept(G_NEAR), far = kept(G_FAR), last = kept(G_LAST), odd = kept(G_ODD);
  for (let c = begin; c < end; c++) {
    for (let p = 0; p < panels; p++) {
      const columns = min(8, f.out_channels - p * 8);
      const x = f.x + <usize>c * inStride + <usize>(p * 8) * outStride;
      for (let t: usize = 0; t < 9; t++) {
        const from = x + (f.flipped ? 8 - t : t) * tapStride;
        if (columns == 8 && outStride == 4) {
          v128.store(g + (t << 5), v128.load(from));
          v128.store(g + (t << 5), v128.load(from, 16), 16);
          continue;
        }
        for (let j: usize = 0; j < 8; j++) store<f32>(g + (t << 5) + (j << 2), <i32>j < columns ? load<f32>(from + j * outStride) : 0);
      }
      const to = f.y + <usize>p * panelBytes + (<usize>c << 5);
      for (let half: usize = 0; half < 32; half += 16) {
        // Down the columns, then along the rows.
        for (let j: usize = 0; j < 3; j++) {
          const from = g + (j << 5) + half;
          spread(v128.load(from), v128.load(from, 96), v128.load(from, 192), rows + (j << 5) + half, 96, zero, near, far, last, odd);
        }
        for (let i: usize = 0; i < 6; i++) {
          const from = rows + i * 96 + half;
          spread(v128.load(from), v128.load(from, 32), v128.load(from, 64), to + i * 6 * placeBytes + half, placeBytes, zero, near, far, last, odd);
        }
      }
    }
  }
}

/** G (g0, g1, g2) written to six positions `step` bytes apart. */
// @ts-ignore: decorator
@inline
function spread(g0: v128, g1: v128, g2: v128, to: usize, step: usize, zero: v128, near: v128, far: v128, last: v128, odd: v128): void {
  const end = f32x4.mul(g2, last), middle = f32x4.mul(g1, odd), half = f32x4.mul(middle, f32x4.splat(0.5));
  const even = fma(g0, near, end), even2 = fma(g0, far, end);
  v128.store(to, f32x4.mul(g0, zero));
  v128.store(to + step, f32x4.neg(f32x4.add(even, middle)));
  v128.store(to + 2 * step, f32x4.sub(middle, even));
  v128.store(to + 3 * step, f32x4.add(even2, half));
  v128.store(to + 4 * step, f32x4.sub(even2, half));
  v128.store(to + 5 * step, g2);
}

@unmanaged
class Winograd {
  x: usize; w: usize; bias: usize; y: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  pad_top: i32; pad_left: i32; block: i32;
}

/**
 * y = x ∗ w + bias; `channels` and `out_channels` are multiples of 4. A unit is a sample; tiles are worked through in
 * blocks of `block`, whose transforms stay in the second-level cache. Workspace: zeros, V [36][block][in], M [36][block][out],
 * a patch of 6×6 pixels, six rows of a transform.
 */
export function conv2d_winograd(d: usize, begin: i32, end: i32): void {
  const f = changetype<Winograd>(d);
  const channels = f.channels, outChannels = f.out_channels;
  const panels = (outChannels + 7) / 8;
  const across = (f.out_width + 3) / 4, tilesEach = (f.out_height + 3) / 4 * across;
  const vRow = <usize>channels << 2, mRow = <usize>panels << 5;
  const vPosition = <usize>f.block * vRow + 64, mPosition = <usize>f.block * mRow + 64;
  const zeros = scratch, V = zeros + lines(<usize>outChannels << 2), M = V + lines(36 * vPosition), patch = M + lines(36 * mPosition), rows = patch + lines(36 * vRow);
  memory.fill(zeros, 0, <usize>outChannels << 2);
  const last = end * tilesEach, pairsIn = wide && (channels & 7) == 0, pairsOut = wide && (outChannels & 7) == 0;
  clearRest(V, vPosition, vRow, min(f.block, last - begin * tilesEach));
  for (let first = begin * tilesEach; first < last; first += f.block) {
    const count = min(f.block, last - first);
    for (let i = 0; i < count; i++) {
      const s = (first + i) / tilesEach, tile = (first + i) % tilesEach;
      const row = tile / across * 4 - f.pad_top, column = tile % across * 4 - f.pad_left;
      const x = cut(f.x + (<usize>(s * f.height * f.width * channels) << 2), patch, row, column, f.height, f.width, vRow, 6);
      const xRow = x == patch ? 6 * vRow : <usize>f.width * vRow;
      if (pairsIn) transformInputWide(x, xRow, vRow, V + <usize>i * vRow, vPosition, rows);
      else transformInput(x, xRow, vRow, V + <usize>i * vRow, vPosition, rows);
    }
    multiply(V, vPosition, vRow, f.w, channels, panels, M, mPosition, mRow, count);
    for (let i = 0; i < count; i++) {
      const s = (first + i) / tilesEach, tile = (first + i) % tilesEach;
      const row = tile / across * 4, column = tile % across * 4;
      const pixel = <usize>outChannels << 2;
      const y = f.y + <usize>((s * f.out_height + row) * f.out_width + column) * pixel;
      const high = min(4, f.out_height - row), columnsLeft = min(4, f.out_width - column);
      const m = M + <usize>i * mRow, bias = f.bias ? f.bias : zeros, yRow = <usize>f.out_width * pixel;
      if (pairsOut) transformOutputWide(m, mPosition, bias, y, yRow, pixel, high, columnsLeft, rows);
      else transformOutput(m, mPosition, bias, y, yRow, pixel, high, columnsLeft, rows);
    }
  }
}

/**
 * The address of size × size pixels from (row, column) on: in the image, or copied to `patch` with zeros around where
 * they reach over its edge.
 */
export function cut(x: usize, patch: usize, row: i32, column: i32, height: i32, width: i32, pixel: usize, size: i32): usize {
  const from = max(0, -column), to = min(size, width - column);
  if (row >= 0 && row + size <= height && from == 0 && to == size) return x + <usize>(row * width + column) * pixel;
  memory.fill(patch, 0, <usize>(size * size) * pixel);
  if (to <= from) return patch;
  const bytes = <usize>(to - from) * pixel;
  for (let i = 0; i < size; i++) {
    if (row + i < 0 || row + i >= height) continue;
    const target = patch + <usize>(size * i + from) * pixel, source = x + <usize>((row + i) * width + column + from) * pixel;
    for (let o: usize = 0; o < bytes; o += 16) v128.store(target + o, v128.load(source + o));
  }
  return patch;
}

/**
 * Zeros behind `count` tiles of each position, as far as the products go over them: nobody reads what comes of it, but what the
 * kernel before has left there, offsets for instance, may be denormal as numbers, which would take a hundred times as long.
 */
export function clearRest(V: usize, position: usize, row: usize, count: i32): void {
  // Tiles in sixes for the images; for the gradient of the weights channels in sixes, into the 64 bytes behind.
  const bytes = <usize>((count + 5) / 6 * 6 - count) * row + 64;
  for (let i = 0; i < 36; i++) {
    memory.fill(V + <usize>count * row, 0, bytes);
    V += position;
  }
}

/** M[position][tile][out] = Σ_in V[position][tile][in] · w[position][in][out] for `count` tiles. */
function multiply(
  V: usize, vPosition: usize, vRow: usize, w: usize, channels: i32, panels: i32, M: usize, mPosition: usize, mRow: usize, count: i32,
): void {
  const stop = <usize>count * vRow, step = 6 * vRow, mStep = 6 * mRow, panel = <usize>channels << 5;
  // Rows past the last tile are never read.
  for (let position: usize = 0; position < 36; position++) {
    const a = V + position * vPosition;
    for (let p = 0; p < panels; p++) {
      const pair = wide && p + 1 < panels;
      let c = M + position * mPosition + (<usize>p << 5);
      for (let r: usize = 0; r < stop; r += step) {
        if (pair) freshWide(a + r, vRow, w, panel, channels, c, mRow, 32);
        else fresh(a + r, vRow, w, channels, c, mRow);
        c += mStep;
      }
      w += pair ? 2 * panel : panel;
      if (pair) p++;
    }
  }
}
