// Group normalization (Wu and He 2018): each sample's channels, the last axis, in groups of neighbours that are normalized
// together over all `rows` pixels. Layer normalization (Ba et al. 2016) is one group of one pixel whose channels are all values
// of the sample. Sums are in double precision, in an order that follows from the shape.

import { few, sumSample } from "./batch_norm";
import { dotSample } from "./batch_norm_backward";
import { first, fma, scratch } from "./common";
import { high, low, squaresOf, sumOf } from "./sums";

@unmanaged
class GroupNorm {
  x: usize; weight: usize; bias: usize; y: usize; moments: usize; rows: i32; channels: i32; groups: i32; eps: f32;
}

/**
 * Maps whose groups are narrow are gone through by rows, all channels side by side, with sums a channel: there a group has only a
 * vector or two in each row. A function of the shape alone.
 */
// @ts-ignore: decorator
@inline
function byRows(rows: i32, width: i32): bool {
  return rows >= 8 && width < 32;
}

/**
 * moments[sample][group] = [mean, 1/√(var + eps)]; y = (x − mean) / √(var + eps) · weight + bias. A unit is a sample. Workspace, by
 * rows: sums f64 [2][channels], pivots, means, scales and shifts f32 [channels].
 */
export function group_norm(d: usize, begin: i32, end: i32): void {
  const f = changetype<GroupNorm>(d);
  const width = f.channels / f.groups, row = <usize>f.channels << 2, bytes = <usize>width << 2, n = <f64>f.rows * <f64>width;
  if (byRows(f.rows, width)) {
    for (let s = begin; s < end; s++) normalizeMap(f, s, row, bytes, n);
    return;
  }
  for (let unit = begin * f.groups; unit < end * f.groups; unit++) {
    const group = <usize>(unit % f.groups) * bytes;
    const start = <usize>(unit / f.groups * f.rows) * row + group, stop = start + <usize>f.rows * row;
    const mean = sumOf(f.x + start, bytes, f.rows, row) / n;
    const inverse = 1 / Math.sqrt(squaresOf(f.x + start, bytes, f.rows, row, mean) / n + <f64>f.eps);
    const moments = f.moments + (<usize>unit << 3);
    store<f32>(moments, <f32>mean);
    store<f32>(moments, <f32>inverse, 4);
    const weight = f.weight ? f.weight + group : 0, bias = f.bias ? f.bias + group : 0;
    for (let at = start; at < stop; at += row) {
      let o: usize = 0;
      for (; o + 16 <= bytes; o += 16) v128.store(f.y + at + o, normalized(f.x + at + o, moments, weight, bias, o, true));
      for (; o < bytes; o += 4) store<f32>(f.y + at + o, first(normalized(f.x + at + o, moments, weight, bias, o, false)));
    }
  }
}

function normalizeMap(f: GroupNorm, s: i32, row: usize, bytes: usize, n: f64): void {
  const second = row << 1, sums = scratch, pivots = sums + 2 * second, means = pivots + row, scales = means + row, shifts = scales + row;
  const start = <usize>(s * f.rows) * row;
  memory.fill(sums, 0, 2 * second);
  sumSample(f.x + start, row, f.rows, pivots, sums, second);
  for (let g: usize = 0; g < row; g += bytes) {
    let sum: f64 = 0, square: f64 = 0;
    for (let c = g; c < g + bytes; c += 4) {
      sum += load<f64>(sums + (c << 1));
      square += load<f64>(sums + (c << 1) + second);
    }
    const mean = sum / n, inverse = <f32>(1 / Math.sqrt(max<f64>(square / n - mean * mean, 0) + <f64>f.eps));
    const moments = f.moments + (<usize>(s * f.groups) << 3) + (g / bytes << 3);
    store<f32>(moments, <f32>mean);
    store<f32>(moments, inverse, 4);
    for (let c = g; c < g + bytes; c += 4) {
      store<f32>(means + c, <f32>mean);
      store<f32>(scales + c, f.weight ? inverse * load<f32>(f.weight + c) : inverse);
      store<f32>(shifts + c, f.bias ? load<f32>(f.bias + c) : 0);
    }
  }
  for (let at = start; at < start + <usize>f.rows * row; at += row) {
    let c: usize = 0;
    for (; c + 16 <= row; c += 16) v128.store(f.y + at + c, scaled(f.x + at + c, means + c, scales + c, shifts + c, true));
    for (; c < row; c += 4) store<f32>(f.y + at + c, first(scaled(f.x + at + c, means + c, scales + c, shifts + c, false)));
  }
}

/** (x − mean) · scale + shift */
// @ts-ignore: decorator
@inline
function scaled(x: usize, mean: usize, scale: usize, shift: usize, four: bool): v128 {
  return fma(f32x4.sub(few(x, four), few(mean, four)), few(scale, four), few(shift, four));
}

/** (x − mean) · inverse · weight + bias for four channels, or for one in every lane. */
// @ts-ignore: decorator
@inline
function normalized(x: usize, moments: usize, weight: usize, bias: usize, o: usize, four: bool): v128 {
  const inverse = v128.load32_splat(moments, 4), scale = weight ? f32x4.mul(inverse, few(weight + o, four)) : inverse;
  const value = f32x4.sub(few(x, four), v128.load32_splat(moments));
  return bias ? fma(value, scale, few(bias + o, four)) : f32x4.mul(value, scale);
}

@unmanaged
class GroupNormBackward {
  dy: usize; x: usize; weight: usize; moments: usize; dx: usize; rows: i32; channels: i32; groups: i32;
}

/**
 * dx = inverse · (g − mean(g) − x̂ · mean(g · x̂)) with g = dy · weight, means over a group. A unit is a sample. Workspace, by rows:
 * sums f64 [2][channels], means, factors, slopes and shifts f32 [channels].
 */
export function group_norm_backward(d: usize, begin: i32, end: i32): void {
  const f = changetype<GroupNormBackward>(d);
  const width = f.channels / f.groups, row = <usize>f.channels << 2, bytes = <usize>width << 2, n = <f64>f.rows * <f64>width;
  if (byRows(f.rows, width)) {
    for (let s = begin; s < end; s++) differentiateMap(f, s, row, bytes, n);
    return;
  }
  for (let unit = begin * f.groups; unit < end * f.groups; unit++) {
    const group = <usize>(unit % f.groups) * bytes;
    const start = <usize>(unit / f.groups * f.rows) * row + group, stop = start + <usize>f.rows * row;
    const weight = f.weight ? f.weight + group : 0;
    const mean = load<f32>(f.moments + (<usize>unit << 3)), inverse = <f64>load<f32>(f.moments + (<usize>unit << 3), 4);
    let a = f64x2.splat(0), b = a, sum: f64 = 0, dot: f64 = 0;
    const means = f32x4.splat(mean);
    for (let at = start; at < stop; at += row) {
      let o: usize = 0;
      for (; o + 16 <= bytes; o += 16) {
        const g = weighted(f.dy + at + o, weight, o, true), v = f32x4.sub(v128.load(f.x + at + o), means);
        const gl = low(g), gh = high(g);
        const vl = low(v), vh = high(v);
        a = f64x2.add(a, f64x2.add(gl, gh));
        b = f64x2.add(b, f64x2.add(f64x2.mul(gl, vl), f64x2.mul(gh, vh)));
      }
      for (; o < bytes; o += 4) {
        const g = <f64>first(weighted(f.dy + at + o, weight, o, false));
        sum += g;
        dot += g * <f64>(load<f32>(f.x + at + o) - mean);
      }
    }
    sum += f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
    dot += f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1);
    // dx = inverse · g + slope · (x − mean) + shift
    const factor = f32x4.splat(<f32>inverse), shift = f32x4.splat(<f32>(-inverse * sum / n));
    const slope = f32x4.splat(<f32>(-inverse * inverse * inverse * dot / n));
    for (let at = start; at < stop; at += row) {
      let o: usize = 0;
      for (; o + 16 <= bytes; o += 16) {
        const rest = fma(slope, f32x4.sub(v128.load(f.x + at + o), means), shift);
        v128.store(f.dx + at + o, fma(factor, weighted(f.dy + at + o, weight, o, true), rest));
      }
      for (; o < bytes; o += 4) {
        const rest = fma(slope, f32x4.sub(few(f.x + at + o, false), means), shift);
        store<f32>(f.dx + at + o, first(fma(factor, weighted(f.dy + at + o, weight, o, false), rest)));
      }
    }
  }
}

function differentiateMap(f: GroupNormBackward, s: i32, row: usize, bytes: usize, n: f64): void {
  const second = row << 1, sums = scratch, means = sums + 2 * second, factors = means + row, slopes = factors + row, shifts = slopes + row;
  const start = <usize>(s * f.rows) * row, moments = f.moments + (<usize>(s * f.groups) << 3);
  memory.fill(sums, 0, 2 * second);
  for (let c: usize = 0; c < row; c += 4) store<f32>(means + c, load<f32>(moments + (c / bytes << 3)));
  dotSample(f.x + start, f.dy + start, means, row, f.rows, row, sums, second);
  for (let g: usize = 0; g < row; g += bytes) {
    let sum: f64 = 0, dot: f64 = 0;
    for (let c = g; c < g + bytes; c += 4) {
      const weight = f.weight ? <f64>load<f32>(f.weight + c) : 1;
      sum += weight * load<f64>(sums + (c << 1));
      dot += weight * load<f64>(sums + (c << 1) + second);
    }
    const inverse = <f64>load<f32>(moments + (g / bytes << 3), 4);
    for (let c = g; c < g + bytes; c += 4) {
      store<f32>(factors + c, <f32>(inverse * (f.weight ? <f64>load<f32>(f.weight + c) : 1)));
      store<f32>(slopes + c, <f32>(-inverse * inverse * inverse * dot / n));
      store<f32>(shifts + c, <f32>(-inverse * sum / n));
    }
  }
  for (let at = start; at < start + <usize>f.rows * row; at += row) {
    let c: usize = 0;
    for (; c + 16 <= row; c += 16) {
      const rest = scaled(f.x + at + c, means + c, slopes + c, shifts + c, true);
      v128.store(f.dx + at + c, fma(v128.load(f.dy + at + c), v128.load(factors + c), rest));
    }
    for (; c < row; c += 4) {
      const rest = scaled(f.x + at + c, means + c, slopes + c, shifts + c, false);
      store<f32>(f.dx + at + c, first(fma(few(f.dy + at + c, false), few(factors + c, false), rest)));
    }
  }
}

/** dy · weight for four channels, or for one in every lane. */
// @ts-ignore: decorator
@inline
function weighted(dy: usize, weight: usize, o: usize, four: bool): v128 {
  return weight ? f32x4.mul(few(dy, four), few(weight + o, four)) : few(dy, four);
}
