// Matrix product: C[m][n] = bias[n] + Σ_k A[m][k] · B[k][n], with B packed beforehand.

import { scratch, wide } from "./common";
import { columns as transposed, columnsWide as transposedWide, contiguous, contiguousWide, strided, stridedWide } from "./generated/micro";

/** Depth of a block: a panel of 512 × 8 floats stays in the first-level cache. */
const DEPTH: i32 = 512;

@unmanaged
class Pack {
  x: usize; y: usize; k: i32; n: i32; k_stride: i32; n_stride: i32;
}

/** Packs B[k][n] (element strides k_stride, n_stride) into panels of eight columns; a unit is one panel. */
export function pack(d: usize, begin: i32, end: i32): void {
  const f = changetype<Pack>(d);
  const kStride = <usize>f.k_stride << 2, nStride = <usize>f.n_stride << 2;
  const depth = f.k;
  for (let p = begin; p < end; p++) {
    const columns = min(8, f.n - p * 8);
    let x = f.x + <usize>(p * 8) * nStride;
    let y = f.y + (<usize>(p * depth) << 5);
    if (columns < 8) {
      for (let k = 0; k < depth; k++) {
        for (let j = 0; j < 8; j++) store<f32>(y + (<usize>j << 2), j < columns ? load<f32>(x + <usize>j * nStride) : 0);
        x += kStride;
        y += 32;
      }
    } else if (nStride == 4) {
      for (let k = 0; k < depth; k++) {
        v128.store(y, v128.load(x));
        v128.store(y, v128.load(x, 16), 16);
        x += kStride;
        y += 32;
      }
    } else if (kStride == 4) {
      let k = 0;
      for (; k + 4 <= depth; k += 4) {
        transpose4(x, nStride, y, 32);
        transpose4(x + 4 * nStride, nStride, y + 16, 32);
        x += 16;
        y += 128;
      }
      for (; k < depth; k++) {
        for (let j: usize = 0; j < 8; j++) store<f32>(y + (j << 2), load<f32>(x + j * nStride));
        x += 4;
        y += 32;
      }
    } else {
      for (let k = 0; k < depth; k++) {
        for (let j: usize = 0; j < 8; j++) store<f32>(y + (j << 2), load<f32>(x + j * nStride));
        x += kStride;
        y += 32;
      }
    }
  }
}

/** A 4×4 block whose columns are `column` bytes apart, written as rows `row` bytes apart. */
// @ts-ignore: decorator
@inline
function transpose4(x: usize, column: usize, y: usize, row: usize): void {
  const a = v128.load(x), b = v128.load(x + column), c = v128.load(x + 2 * column), d = v128.load(x + 3 * column);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(y + row, v128.shuffle<f64>(ab, cd, 1, 3));
  v128.store(y + 2 * row, v128.shuffle<f64>(AB, CD, 0, 2));
  v128.store(y + 3 * row, v128.shuffle<f64>(AB, CD, 1, 3));
}

@unmanaged
class Gemm {
  a: usize; b: usize; bias: usize; c: usize;
  m: i32; n: i32; k: i32; a_row: i32; a_step: i32; c_row: i32; c_column: i32; block: i32; slab: i32;
}

/**
 * A unit is `block` rows of two panels; panels change fastest, so that neighbouring units share their rows of A, which
 * stay in the second-level cache. With `slab` those rows of a transposed A are first copied side by side, [k][block].
 * Workspace: a block's part of C where C cannot hold unfinished sums, two panels [block][8], sixteen first values, the slab.
 */
export function gemm(d: usize, begin: i32, end: i32): void {
  const f = changetype<Gemm>(d);
  const panels = (f.n + 7) / 8, pairs = (panels + 1) / 2;
  const aRow = <usize>f.a_row << 2, aStep = <usize>(f.slab ? f.block : f.a_step) << 2;
  const tile = scratch, start = tile + (<usize>f.block << 6), slab = start + 64;
  let copied = -1; // the row that the slab begins with
  for (let unit = begin; unit < end; unit++) {
    const panel = unit % pairs * 2;
    const row = unit / pairs * f.block;
    const rows = min(f.block, f.m - row);
    let a = f.a + <usize>row * aRow;
    if (f.slab) {
      if (copied != row) copySlab(a, <usize>f.a_step << 2, slab, aStep, f.k, rows);
      copied = row;
      a = slab;
    }
    if (wide && panel + 1 < panels) {
      block(f, a, aRow, aStep, row, rows, panel, min(16, f.n - panel * 8), tile, start, true);
      continue;
    }
    block(f, a, aRow, aStep, row, rows, panel, min(8, f.n - panel * 8), tile, start, false);
    if (panel + 1 < panels) block(f, a, aRow, aStep, row, rows, panel + 1, min(8, f.n - panel * 8 - 8), tile, start, false);
  }
}

/** `rows` rows of one panel, or of two with `pair`; `columns` of their columns are C's. */
function block(
  f: Gemm, a: usize, aRow: usize, aStep: usize, row: i32, rows: i32, panel: i32, columns: i32, tile: usize, start: usize, pair: bool,
): void {
  const b = f.b + (<usize>(panel * f.k) << 5), bNext = <usize>f.k << 5, tileNext = <usize>f.block << 5;
  const c = f.c + (<usize>(row * f.c_row + panel * 8 * f.c_column) << 2), cRow = <usize>f.c_row << 2, cColumn = <usize>f.c_column << 2;
  const inPlace = columns == (pair ? 16 : 8) && f.c_column == 1;
  fillStart(start, f.bias ? f.bias + (<usize>panel << 5) : 0, columns);
  for (let k0 = 0; k0 < f.k; k0 += DEPTH) {
    const depth = min(DEPTH, f.k - k0);
    const ak = a + <usize>k0 * aStep, bk = b + (<usize>k0 << 5);
    const quads = aStep == 4 ? depth & ~3 : 0, rest = <usize>quads << 2;
    for (let r = 0; r < rows; r += 6) {
      const direct = inPlace && r + 6 <= rows;
      const to = direct ? c + <usize>r * cRow : tile + (<usize>r << 5), toRow = direct ? cRow : 32, toNext = direct ? 32 : tileNext;
      let from = k0 == 0 ? start : to, fromRow = k0 == 0 ? 0 : toRow, fromNext = k0 == 0 ? 32 : toNext;
      if (aRow == 4 && r + 6 <= rows) {
        const ar = ak + (<usize>r << 2);
        if (pair) transposedWide(ar, aStep, bk, bNext, depth, from, fromRow, fromNext, to, toRow, toNext);
        else transposed(ar, aStep, bk, depth, from, fromRow, to, toRow);
        continue;
      }
      // Rows past the end repeat the last one; their sums are never read.
      const last = rows - 1;
      const a0 = ak + <usize>r * aRow, a1 = ak + <usize>min(r + 1, last) * aRow, a2 = ak + <usize>min(r + 2, last) * aRow;
      const a3 = ak + <usize>min(r + 3, last) * aRow, a4 = ak + <usize>min(r + 4, last) * aRow, a5 = ak + <usize>min(r + 5, last) * aRow;
      if (quads) {
        if (pair) contiguousWide(a0, a1, a2, a3, a4, a5, bk, bNext, quads, from, fromRow, fromNext, to, toRow, toNext);
        else contiguous(a0, a1, a2, a3, a4, a5, bk, quads, from, fromRow, to, toRow);
        if (quads == depth) continue;
        from = to;
        fromRow = toRow;
        fromNext = toNext;
      }
      const b0 = bk + (rest << 3), left = depth - quads;
      if (pair) {
        stridedWide(
          a0 + rest, a1 + rest, a2 + rest, a3 + rest, a4 + rest, a5 + rest, aStep, b0, bNext, left, from, fromRow, fromNext, to, toRow, toNext,
        );
      } else strided(a0 + rest, a1 + rest, a2 + rest, a3 + rest, a4 + rest, a5 + rest, aStep, b0, left, from, fromRow, to, toRow);
    }
  }
  const done = inPlace ? rows / 6 * 6 : 0; // rows that lie in C already
  const from = tile + (<usize>done << 5), to = c + <usize>done * cRow;
  storeTile(from, rows - done, min(8, columns), to, cRow, cColumn);
  if (pair) storeTile(from + tileNext, rows - done, columns - 8, to + 8 * cColumn, cRow, cColumn);
}

/** `k` runs of `rows` neighbouring floats, `step` bytes apart, to runs `slabStep` bytes apart. */
function copySlab(a: usize, step: usize, slab: usize, slabStep: usize, k: i32, rows: i32): void {
  const bytes = <usize>rows << 2;
  for (; k > 0; k--) {
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) v128.store(slab + o, v128.load(a + o));
    for (; o < bytes; o += 4) store<f32>(slab + o, load<f32>(a + o));
    a += step;
    slab += slabStep;
  }
}

/** Sixteen sums' first value: the bias, or zeros. */
function fillStart(start: usize, bias: usize, columns: i32): void {
  for (let j: usize = 0; j < 16; j++) store<f32>(start + (j << 2), bias && <i32>j < columns ? load<f32>(bias + (j << 2)) : 0);
}

/** Writes rows × columns of the tile to C, row-major (column 4 bytes) or transposed (row 4 bytes). */
function storeTile(tile: usize, rows: i32, columns: i32, c: usize, row: usize, column: usize): void {
  if (row == 4 && columns == 8) {
    for (; rows >= 4; rows -= 4) {
      transpose4(tile, 32, c, column);
      transpose4(tile + 16, 32, c + 4 * column, column);
      tile += 128;
      c += 16;
    }
  }
  for (let j: usize = 0; j < <usize>columns; j++) {
    const to = c + j * column, from = tile + (j << 2);
    for (let r: usize = 0; r < <usize>rows; r++) store<f32>(to + r * row, load<f32>(from + (r << 5)));
  }
}
