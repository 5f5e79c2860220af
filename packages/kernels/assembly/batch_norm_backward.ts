// The gradient of batch normalization: sums as in the forward pass, then one pass over x and dy. Where a relu follows, dy
// counts where its output was positive; that is computed again, as the forward pass did it, from [scale, shift] in `forward`.

import { FEW, few, foldEight, foldFew, RUN, storeFew } from "./batch_norm";
import { loadBoth, storeBoth, sumSamples } from "./batch_norm_finalize";
import { first, fma, spill } from "./common";

@unmanaged
class BackwardSums {
  x: usize; dy: usize; moments: usize; partial: usize; forward: usize; rows: i32; channels: i32; values: i32;
}

/** partial[sample] = [Σ dy, Σ dy · (x − mean)] for each channel, the mean in single precision. */
export function batch_norm_backward_sums(d: usize, begin: i32, end: i32): void {
  const f = changetype<BackwardSums>(d);
  const row = <usize>f.channels << 2, second = row << 1;
  for (let s = begin; s < end; s++) {
    const base = <usize>(s * f.rows) * row;
    const to = f.partial + <usize>s * 2 * second;
    memory.fill(to, 0, 2 * second);
    if (f.values <= FEW) {
      dotExactly(f.x + base, f.dy + base, f.moments, f.forward, row, f.rows, to);
      continue;
    }
    for (let r = 0; r < f.rows; r += RUN) {
      const from = base + <usize>r * row, rows = min(RUN, f.rows - r);
      if (f.forward) dotRun(f.x + from, f.dy + from, f.moments, f.forward, row, rows, to, true);
      else dotRun(f.x + from, f.dy + from, f.moments, 0, row, rows, to, false);
    }
  }
}

/**
 * to[channel] += Σ dy, to[second …] += Σ dy · (x − mean) over the rows of a sample, for channels of `bytes` bytes in rows of
 * `row` bytes; each channel has its own mean.
 */
export function dotSample(x: usize, dy: usize, mean: usize, row: usize, rows: i32, bytes: usize, to: usize, second: usize): void {
  for (let r = 0; r < rows; r += RUN) {
    const from = <usize>r * row, count = min(RUN, rows - r);
    let c: usize = 0;
    for (; c + 64 <= bytes; c += 64) {
      dotSixteen(x + from + c, dy + from + c, mean + c, 0, row, count, to + (c << 1), second, false);
    }
    for (; c + 16 <= bytes; c += 16) {
      dotFew(x + from + c, dy + from + c, mean + c, 0, row, count, to + (c << 1), second, false, true);
    }
    for (; c < bytes; c += 4) {
      dotFew(x + from + c, dy + from + c, mean + c, 0, row, count, to + (c << 1), second, false, false);
    }
  }
}

/** The same in double precision throughout. */
function dotExactly(x: usize, dy: usize, mean: usize, forward: usize, row: usize, rows: i32, to: usize): void {
  for (; rows > 0; rows--) {
    for (let c: usize = 0; c < row; c += 4) {
      const at = to + (c << 1), u = few(x + c, false), v = few(dy + c, false);
      const gradient = <f64>first(forward ? gate(v, u, forward + c, row, false) : v);
      store<f64>(at, load<f64>(at) + gradient);
      store<f64>(at + 2 * row, load<f64>(at + 2 * row) + gradient * (<f64>first(u) - <f64>load<f32>(mean + c)));
    }
    x += row;
    dy += row;
  }
}

/** to[channel] += Σ dy, to[channels + channel] += Σ dy · (x − mean) over the rows of a run. */
// @ts-ignore: decorator
@inline
function dotRun(x: usize, dy: usize, mean: usize, forward: usize, row: usize, rows: i32, to: usize, gated: bool): void {
  const second = row << 1;
  let c: usize = 0;
  for (; c + 64 <= row; c += 64) dotSixteen(x + c, dy + c, mean + c, forward + c, row, rows, to + (c << 1), second, gated);
  for (; c + 16 <= row; c += 16) dotFew(x + c, dy + c, mean + c, forward + c, row, rows, to + (c << 1), second, gated, true);
  for (; c < row; c += 4) dotFew(x + c, dy + c, mean + c, forward + c, row, rows, to + (c << 1), second, gated, false);
}

/** dy where x · scale + shift > 0, else 0; four channels, or one in every lane. */
// @ts-ignore: decorator
@inline
function gate(dy: v128, x: v128, forward: usize, row: usize, four: bool): v128 {
  return v128.and(dy, f32x4.gt(fma(x, few(forward, four), few(forward + row, four)), f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function dotSixteen(
  x: usize, dy: usize, mean: usize, forward: usize, row: usize, rows: i32, to: usize, second: usize, gated: bool,
): void {
  let a = f32x4.splat(0), b = a, c = a, e = a, aa = a, bb = a, cc = a, ee = a;
  const ma = v128.load(mean), mb = v128.load(mean, 16), mc = v128.load(mean, 32), me = v128.load(mean, 48);
  for (; rows > 0; rows--) {
    let v = v128.load(dy), u = v128.load(x);
    if (gated) v = gate(v, u, forward, row, true);
    a = f32x4.add(a, v); aa = fma(v, f32x4.sub(u, ma), aa);
    v = v128.load(dy, 16); u = v128.load(x, 16);
    if (gated) v = gate(v, u, forward + 16, row, true);
    b = f32x4.add(b, v); bb = fma(v, f32x4.sub(u, mb), bb);
    v = v128.load(dy, 32); u = v128.load(x, 32);
    if (gated) v = gate(v, u, forward + 32, row, true);
    c = f32x4.add(c, v); cc = fma(v, f32x4.sub(u, mc), cc);
    v = v128.load(dy, 48); u = v128.load(x, 48);
    if (gated) v = gate(v, u, forward + 48, row, true);
    e = f32x4.add(e, v); ee = fma(v, f32x4.sub(u, me), ee);
    x += row;
    dy += row;
  }
  foldEight(to, second, a, b, c, e, aa, bb, cc, ee);
}

/** The same for four channels, or one. */
// @ts-ignore: decorator
@inline
function dotFew(
  x: usize, dy: usize, mean: usize, forward: usize, row: usize, rows: i32, to: usize, second: usize, gated: bool, four: bool,
): void {
  let a = f32x4.splat(0), aa = a;
  const m = few(mean, four);
  for (; rows > 0; rows--) {
    const u = few(x, four), v = gated ? gate(few(dy, four), u, forward, row, four) : few(dy, four);
    a = f32x4.add(a, v);
    aa = fma(v, f32x4.sub(u, m), aa);
    x += row;
    dy += row;
  }
  foldFew(to, a, four);
  foldFew(to + second, aa, four);
}

@unmanaged
class BackwardFinalize {
  partial: usize; weight: usize; moments: usize; dweight: usize; dbias: usize; affine: usize; batch: i32; rows: i32; channels: i32;
}

/**
 * Eight channels a unit: dweight = Σ dy·x̂, dbias = Σ dy, and affine = [mean, a, b, c, …] with dx = a·dy + b·(x − mean) + c; after
 * them stands what rounding took from a, b and c.
 */
export function batch_norm_backward_finalize(d: usize, begin: i32, end: i32): void {
  const f = changetype<BackwardFinalize>(d);
  const channels = f.channels, row = <usize>channels << 2;
  for (let c = begin * 8, stop = min(end * 8, channels); c < stop; c++) {
    const o = <usize>c << 2;
    if (c % 8 == 0) sumSamples(f.partial, f.batch, channels, c);
    const at = spill + (<usize>(c % 8) << 3), sum = load<f64>(at);
    let dot = load<f64>(at, 64);
    const inverse = loadBoth(f.moments + row + o, 2 * row), rest = <f64>load<f32>(f.moments + 2 * row + o); // of the mean
    dot = (dot - rest * sum) * inverse;
    if (f.dweight) store<f32>(f.dweight + o, <f32>dot);
    if (f.dbias) store<f32>(f.dbias + o, <f32>sum);
    // dx = γ·inverse · (dy − Σdy/n − x̂ · Σ(dy·x̂)/n)
    const n = <f64>f.batch * <f64>f.rows;
    const a = inverse * (f.weight ? <f64>load<f32>(f.weight + o) : 1);
    const b = -a * inverse * dot / n;
    store<f32>(f.affine + o, load<f32>(f.moments + o));
    storeBoth(f.affine + row + o, a, 3 * row);
    storeBoth(f.affine + 2 * row + o, b, 3 * row);
    storeBoth(f.affine + 3 * row + o, -a * sum / n - b * rest, 3 * row);
  }
}

@unmanaged
class BackwardApply {
  dy: usize; x: usize; affine: usize; forward: usize; dx: usize; rows: i32; channels: i32; values: i32;
}

/** dx = a·dy + b·(x − mean) + c; a unit is a sample. */
export function batch_norm_backward_apply(d: usize, begin: i32, end: i32): void {
  const f = changetype<BackwardApply>(d);
  const row = <usize>f.channels << 2;
  const from = <usize>(begin * f.rows) * row, rows = (end - begin) * f.rows;
  if (f.values <= FEW) applyExactly(f.dy + from, f.x + from, f.affine, f.forward, f.dx + from, row, rows);
  else if (f.forward) applyRows(f.dy + from, f.x + from, f.affine, f.forward, f.dx + from, row, rows, true);
  else applyRows(f.dy + from, f.x + from, f.affine, 0, f.dx + from, row, rows, false);
}

/** Eight channels of a run at a time, as in the forward pass. */
// @ts-ignore: decorator
@inline
function applyRows(dy: usize, x: usize, affine: usize, forward: usize, dx: usize, row: usize, rows: i32, gated: bool): void {
  for (; rows > 0; rows -= RUN) {
    const count = min(RUN, rows), next = <usize>count * row;
    let c: usize = 0;
    for (; c + 32 <= row; c += 32) applyEight(dy + c, x + c, affine + c, forward + c, dx + c, row, count, gated);
    for (; c + 16 <= row; c += 16) applyFew(dy + c, x + c, affine + c, forward + c, dx + c, row, count, gated, true);
    for (; c < row; c += 4) applyFew(dy + c, x + c, affine + c, forward + c, dx + c, row, count, gated, false);
    dy += next;
    x += next;
    dx += next;
  }
}

/** The same in double precision throughout. */
function applyExactly(dy: usize, x: usize, affine: usize, forward: usize, dx: usize, row: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    for (let c: usize = 0; c < row; c += 4) {
      const u = few(x + c, false), v = few(dy + c, false), at = affine + c;
      const gradient = <f64>first(forward ? gate(v, u, forward + c, row, false) : v);
      const centred = <f64>first(u) - <f64>load<f32>(at);
      const a = loadBoth(at + row, 3 * row), b = loadBoth(at + 2 * row, 3 * row), rest = loadBoth(at + 3 * row, 3 * row);
      store<f32>(dx + c, <f32>(a * gradient + b * centred + rest));
    }
    dy += row;
    x += row;
    dx += row;
  }
}

// @ts-ignore: decorator
@inline
function applyEight(
  dy: usize, x: usize, affine: usize, forward: usize, dx: usize, row: usize, rows: i32, gated: bool,
): void {
  const mean = v128.load(affine), mean2 = v128.load(affine, 16), a = v128.load(affine + row), a2 = v128.load(affine + row, 16);
  const b = v128.load(affine + 2 * row), b2 = v128.load(affine + 2 * row, 16);
  const c = v128.load(affine + 3 * row), c2 = v128.load(affine + 3 * row, 16);
  for (; rows > 0; rows--) {
    const u = v128.load(x), u2 = v128.load(x, 16);
    let v = v128.load(dy), v2 = v128.load(dy, 16);
    if (gated) {
      v = gate(v, u, forward, row, true);
      v2 = gate(v2, u2, forward + 16, row, true);
    }
    const y = fma(v, a, fma(f32x4.sub(u, mean), b, c)), y2 = fma(v2, a2, fma(f32x4.sub(u2, mean2), b2, c2));
    v128.store(dx, y);
    v128.store(dx, y2, 16);
    dy += row;
    x += row;
    dx += row;
  }
}

// @ts-ignore: decorator
@inline
function applyFew(
  dy: usize, x: usize, affine: usize, forward: usize, dx: usize, row: usize, rows: i32, gated: bool, four: bool,
): void {
  const mean = few(affine, four), a = few(affine + row, four), b = few(affine + 2 * row, four), c = few(affine + 3 * row, four);
  for (; rows > 0; rows--) {
    const u = few(x, four), v = gated ? gate(few(dy, four), u, forward, row, four) : few(dy, four);
    storeFew(dx, fma(v, a, fma(f32x4.sub(u, mean), b, c)), four);
    dy += row;
    x += row;
    dx += row;
  }
}
