// The gradient of a 3×3 convolution's weights by Winograd's transforms, F(3×3, 4×4): the transpose of the forward pass,
//
//   dg = Gᵀ [ Σ_tiles (Bᵀ d B) ⊙ (A dy Aᵀ) ] G
//
// whose sums over tiles are, for each of the 36 positions, a matrix product [in, tiles] · [tiles, out].

import { fma, kept, lines, scratch, wide } from "./common";
import { columns as transposed, columnsWide as transposedWide } from "./generated/micro";
import { transformGradient, transformGradientWide, transformInput, transformInputWide } from "./generated/transforms";
import { clearRest, cut } from "./winograd";
import { G_FAR, G_LAST, G_NEAR, G_ODD, G_ODD_FAR, G_ZERO } from "./winograd_points";

@unmanaged
class WinogradWeightGradient {
  x: usize; dy: usize; partial: usize; bias_partial: usize;
  height: i32; width: i32; channels: i32; out_height: i32; out_width: i32; out_channels: i32;
  pad_top: i32; pad_left: i32; batch: i32; chunk: i32; block: i32;
}

/**
 * partial [chunks][panel of 8 outputs][9 · channels rounded up to 6][8] = dW summed over a chunk of samples, bias_partial
 * [chunks][panels · 8] = Σ dy; a unit is a chunk. Workspace: zeros, V [36][block][in], Y [36][panels][block][8], the sums
 * [36][in rounded up to 6][panels · 8], a patch of pixels, rows of a transform.
 */
export function conv2d_winograd_weight(d: usize, begin: i32, end: i32): void {
  const f = changetype<WinogradWeightGradient>(d);
  const channels = f.channels, outChannels = f.out_channels, panels = (outChannels + 7) / 8;
  const across = (f.out_width + 3) / 4, tilesEach = (f.out_height + 3) / 4 * across;
  const vRow = <usize>channels << 2, pixel = <usize>outChannels << 2, sumRow = <usize>panels << 5;
  const vPosition = <usize>f.block * vRow + 64, yPanel = <usize>f.block << 5, yPosition = <usize>panels * yPanel + 64;
  const channels6 = (channels + 5) / 6 * 6, sumPosition = <usize>channels6 * sumRow;
  const zeros = scratch, V = zeros + 64, Y = V + lines(36 * vPosition + 64), sums = Y + lines(36 * yPosition);
  const patch = sums + lines(36 * sumPosition), rows = patch + lines(36 * max(vRow, pixel));
  memory.fill(zeros, 0, 64);
  const depth6 = (9 * channels + 5) / 6 * 6;
  const pairsIn = wide && (channels & 7) == 0, pairsOut = wide && (outChannels & 7) == 0;
  clearRest(V, vPosition, vRow, min(f.block, min(f.chunk, f.batch - begin * f.chunk) * tilesEach));
  for (let chunk = begin; chunk < end; chunk++) {
    const start = chunk * f.chunk, stop = min(start + f.chunk, f.batch);
    const last = stop * tilesEach;
    for (let first = start * tilesEach; first < last; first += f.block) {
      const count = min(f.block, last - first);
      for (let i = 0; i < count; i++) {
        const s = (first + i) / tilesEach, tile = (first + i) % tilesEach;
        const row = tile / across * 4, column = tile % across * 4;
        const x = f.x + (<usize>(s * f.height * f.width * channels) << 2), dy = f.dy + <usize>(s * f.out_height * f.out_width) * pixel;
        const xTile = cut(x, patch, row - f.pad_top, column - f.pad_left, f.height, f.width, vRow, 6);
        const xRow = xTile == patch ? 6 * vRow : <usize>f.width * vRow;
        if (pairsIn) transformInputWide(xTile, xRow, vRow, V + <usize>i * vRow, vPosition, rows);
        else transformInput(xTile, xRow, vRow, V + <usize>i * vRow, vPosition, rows);
        const dyTile = cut(dy, patch, row, column, f.out_height, f.out_width, pixel, 4);
        const dyRow = dyTile == patch ? 4 * pixel : <usize>f.out_width * pixel;
        if (pairsOut) transformGradientWide(dyTile, dyRow, pixel, Y + (<usize>i << 5), yPosition, yPanel, rows);
        else transformGradient(dyTile, dyRow, pixel, Y + (<usize>i << 5), yPosition, yPanel, rows);
      }
      const fresh = first == start * tilesEach;
      for (let position: usize = 0; position < 36; position++) {
        // Rows past the last channel are never read.
        for (let p: usize = 0; p < <usize>panels; p++) {
          const pair = wide && p + 1 < <usize>panels, b = Y + position * yPosition + p * yPanel;
          let a = V + position * vPosition, c = sums + position * sumPosition + (p << 5);
          for (let k = 0; k < channels; k += 6) {
            const init = fresh ? zeros : c, initRow: usize = fresh ? 0 : sumRow;
            if (pair) transposedWide(a, vRow, b, yPanel, count, init, initRow, 32, c, sumRow, 32);
            else transposed(a, vRow, b, count, init, initRow, c, sumRow);
            a += 24;
            c += 6 * sumRow;
          }
          if (pair) p++;
        }
      }
    }
    for (let p = 0; p < panels; p++) {
      const to = f.partial + (<usize>((chunk * panels + p) * depth6) << 5);
      for (let c = 0; c < channels; c++) {
        const from = sums + <usize>c * sumRow + (<usize>p << 5);
        for (let half: usize = 0; half < 32; half += 16) {
          transformBack(from + half, sumPosition, to + (<usize>c << 5) + half, <usize>channels << 5, rows);
        }
      }
    }
    if (f.bias_partial) sumPixels(f.dy + <usize>(start * f.out_height * f.out_width) * pixel, (stop - start) * f.out_height * f.out_width, outChannels, f.bias_partial + <usize>chunk * sumRow);
  }
}

/** dg = Gᵀ u G: 36 positions `position` bytes apart to nine taps `tap` bytes apart. */
function transformBack(u: usize, position: usize, to: usize, tap: usize, rows: usize): void {
  const zero = kept(G_ZERO), near = kept(G_NEAR), far = kept(G_FAR), last = kept(G_LAST), odd = kept(G_ODD), oddFar = kept(G_ODD_FAR);
  for (let j: usize = 0; j < 6; j++) {
    const from = u + j * position;
    contract(
      v128.load(from), v128.load(from + 6 * position), v128.load(from + 12 * position), v128.load(from + 18 * position),
      v128.load(from + 24 * position), v128.load(from + 30 * position), rows + (j << 4), 96, zero, near, far, last, odd, oddFar,
    );
  }
  for (let i: usize = 0; i < 3; i++) {
    const from = rows + i * 96;
    contract(
      v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48), v128.load(from, 64), v128.load(from, 80),
      to + 3 * i * tap, tap, zero, near, far, last, odd, oddFar,
    );
  }
}

/** Gᵀ (u0 … u5) written to three positions `step` bytes apart. */
// @ts-ignore: decorator
@inline
function contract(
  u0: v128, u1: v128, u2: v128, u3: v128, u4: v128, u5: v128, to: usize, step: usize,
  zero: v128, near: v128, far: v128, last: v128, odd: v128, oddFar: v128,
): void {
  const s = f32x4.add(u1, u2), t = f32x4.add(u3, u4);
  v128.store(to, f32x4.sub(fma(t, far, f32x4.mul(u0, zero)), f32x4.mul(s, near)));
  v128.store(to + step, fma(f32x4.sub(u3, u4), oddFar, f32x4.mul(f32x4.sub(u2, u1), odd)));
  v128.store(to + 2 * step, fma(f32x4.sub(t, s), last, u5));
}

/** Σ over pixels, channel by channel. */
function sumPixels(x: usize, pixels: i32, channels: i32, to: usize): void {
  const pixel = <usize>channels << 2;
  for (let c: usize = 0; c < pixel; c += 16) {
    let total = f32x4.splat(0), at = x + c;
    // Sums of short runs lose less to rounding than one long sum.
    for (let left = pixels; left > 0; left -= 64) {
      let sum = f32x4.splat(0);
      for (let i = min(64, left); i > 0; i--) {
        sum = f32x4.add(sum, v128.load(at));
        at += pixel;
      }
      total = f32x4.add(total, sum);
    }
    v128.store(to + c, total);
  }
}
