// A fully connected layer straight on bytes that are mostly zero: x = u · scale + shift is never written, and
//
//   x W = Σ_{u ≠ 0} (u · scale) W[k] + shift · Σ_k W[k]        xᵀ dy = Σ_{u ≠ 0} (u · scale) dy[s] + shift · Σ_s dy[s]

import { scratch } from "./common";
import { accumulate } from "./sparse";

@unmanaged
class LinearSparse {
  values: usize; order: usize; cursor: usize; affine: usize; weight: usize; start: usize; y: usize; size: i32; columns: i32;
}

/** y[s] = start + Σ_{u ≠ 0} (u · scale) W[k]; a unit is a sample. Workspace: the list of an image. */
export function linear_sparse(d: usize, begin: i32, end: i32): void {
  const f = changetype<LinearSparse>(d);
  const row = <usize>f.columns << 2, size = f.size, scale = load<f32>(f.affine);
  const order = f.order + (<usize>load<i32>(f.cursor) << 2), list = scratch;
  for (let s = begin; s < end; s++) {
    const image = f.values + <usize>load<i32>(order + (<usize>s << 2)) * <usize>size;
    let listEnd = list, offset: usize = 0;
    for (let k = 0; k < size; k += 16) {
      const stop = min(16, size - k), from = image + <usize>k;
      if (stop == 16 && !v128.any_true(v128.load(from))) {
        offset += row << 4;
        continue;
      }
      for (let j: usize = 0; j < <usize>stop; j++) {
        const u = load<u8>(from + j);
        // Always written, kept if not zero: a branch would be guessed wrong too often.
        store<u32>(listEnd, <u32>offset);
        store<f32>(listEnd, <f32>u * scale, 4);
        listEnd += <usize>(u != 0) << 3;
        offset += row;
      }
    }
    const y = f.y + <usize>s * row;
    for (let o: usize = 0; o < row; o += 16) v128.store(y + o, v128.load(f.start + o));
    accumulate(list, listEnd, f.weight, 0, y, 0, 1, f.columns >> 2);
  }
}

@unmanaged
class LinearSparseWeight {
  values: usize; order: usize; cursor: usize; affine: usize; dy: usize; start: usize; dweight: usize;
  batch: i32; size: i32; columns: i32;
}

/** Samples in a block: all pixels of a claim use its rows of dy while these are in the cache. */
const BLOCK: i32 = 256;

/**
 * dW[k] = start + Σ_{u ≠ 0} (u · scale) dy[s], in the order of s; a unit is sixteen pixels k. Workspace: the ends of their
 * lists, the lists of a block of samples.
 */
export function linear_sparse_weight(d: usize, begin: i32, end: i32): void {
  const f = changetype<LinearSparseWeight>(d);
  const row = <usize>f.columns << 2, scale = load<f32>(f.affine), batch = f.batch;
  const order = f.order + (<usize>load<i32>(f.cursor) << 2);
  const ends = scratch, lists = ends + 64, listBytes = <usize>(BLOCK + 1) << 3;
  const pixels = min(end * 16, f.size);
  for (let to = f.dweight + <usize>(begin * 16) * row; to < f.dweight + <usize>pixels * row; to += row) {
    for (let o: usize = 0; o < row; o += 16) v128.store(to + o, v128.load(f.start + o));
  }
  for (let block = 0; block < batch; block += BLOCK) {
    const stop = min(block + BLOCK, batch);
    for (let first = begin * 16; first < pixels; first += 16) {
      const count = <usize>min(16, pixels - first);
      for (let j: usize = 0; j < count; j++) store<u32>(ends + (j << 2), <u32>(lists + j * listBytes));
      let offset = <usize>block * row;
      for (let s = block; s < stop; s++) {
        const from = f.values + <usize>load<i32>(order + (<usize>s << 2)) * <usize>f.size + <usize>first;
        if (count < 16 || v128.any_true(v128.load(from))) {
          for (let j: usize = 0; j < count; j++) {
            const u = load<u8>(from + j), listEnd = load<u32>(ends + (j << 2));
            store<u32>(<usize>listEnd, <u32>offset);
            store<f32>(<usize>listEnd, <f32>u * scale, 4);
            store<u32>(ends + (j << 2), listEnd + (<u32>(u != 0) << 3));
          }
        }
        offset += row;
      }
      for (let j: usize = 0; j < count; j++) {
        const to = f.dweight + (<usize>first + j) * row;
        accumulate(lists + j * listBytes, <usize>load<u32>(ends + (j << 2)), f.dy, 0, to, 0, 1, f.columns >> 2);
      }
    }
  }
}

@unmanaged
class ShiftSums {
  x: usize; bias: usize; affine: usize; y: usize; rows: i32; columns: i32;
}

/** Rows that are summed in one go: sums of such sums lose less to rounding than one long sum. */
const RUN: i32 = 64;

/** y[column] = bias[column] + shift · Σ_rows x[row][column], `columns` a multiple of 4; a unit is sixteen columns. */
export function shift_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<ShiftSums>(d);
  const row = <usize>f.columns << 2, shift = load<f32>(f.affine, 4);
  for (let unit = begin; unit < end; unit++) {
    const stop = min(<usize>(unit + 1) << 6, row);
    let o = <usize>unit << 6;
    // A whole cache line of each row at a time, where there is one.
    if (shift != 0 && o + 64 <= stop) {
      sumLine(f, row, o);
      continue;
    }
    for (; o < stop; o += 16) {
      const total = shift != 0 ? f32x4.mul(sumVector(f.x + o, row, f.rows), f32x4.splat(shift)) : f32x4.splat(0);
      v128.store(f.y + o, f.bias ? f32x4.add(total, v128.load(f.bias + o)) : total);
    }
  }
}

function sumVector(x: usize, row: usize, rows: i32): v128 {
  let total = f32x4.splat(0);
  for (let left = rows; left > 0; left -= RUN) {
    let sum = f32x4.splat(0);
    for (let i = min(RUN, left); i > 0; i--) {
      sum = f32x4.add(sum, v128.load(x));
      x += row;
    }
    total = f32x4.add(total, sum);
  }
  return total;
}

/** Four vectors side by side, each as sumVector does it. */
function sumLine(f: ShiftSums, row: usize, o: usize): void {
  const zero = f32x4.splat(0), shift = v128.load32_splat(f.affine, 4), y = f.y + o;
  let t0 = zero, t1 = zero, t2 = zero, t3 = zero;
  let x = f.x + o;
  for (let left = f.rows; left > 0; left -= RUN) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    for (let i = min(RUN, left); i > 0; i--) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
      x += row;
    }
    t0 = f32x4.add(t0, s0);
    t1 = f32x4.add(t1, s1);
    t2 = f32x4.add(t2, s2);
    t3 = f32x4.add(t3, s3);
  }
  const bias = f.bias ? f.bias + o : 0;
  v128.store(y, f32x4.add(f32x4.mul(t0, shift), bias ? v128.load(bias) : zero));
  v128.store(y, f32x4.add(f32x4.mul(t1, shift), bias ? v128.load(bias, 16) : zero), 16);
  v128.store(y, f32x4.add(f32x4.mul(t2, shift), bias ? v128.load(bias, 32) : zero), 32);
  v128.store(y, f32x4.add(f32x4.mul(t3, shift), bias ? v128.load(bias, 48) : zero), 48);
}
