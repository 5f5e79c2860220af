// Sums of runs of floats in double precision: four partial sums, of the elements 4i, 4i + 1, 4i + 2 and 4i + 3 of each run, added
// up in order, then those that are left over after the last whole vector. The order follows from the lengths alone.

/** The lower two lanes in double precision. */
// @ts-ignore: decorator
@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

/** The upper two lanes in double precision. */
// @ts-ignore: decorator
@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function total(a: v128, b: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1) + f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1);
}

/** Σ x over `rows` runs of `bytes` bytes, the first at x, one every `stride`. */
export function sumOf(x: usize, bytes: usize, rows: i32, stride: usize): f64 {
  let a = f64x2.splat(0), b = a, rest: f64 = 0;
  for (; rows > 0; rows--) {
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) {
      const v = v128.load(x + o);
      a = f64x2.add(a, low(v));
      b = f64x2.add(b, high(v));
    }
    for (; o < bytes; o += 4) rest += <f64>load<f32>(x + o);
    x += stride;
  }
  return total(a, b) + rest;
}

/** Σ (x − center)² over the same. */
export function squaresOf(x: usize, bytes: usize, rows: i32, stride: usize, center: f64): f64 {
  const c = f64x2.splat(center);
  let a = f64x2.splat(0), b = a, rest: f64 = 0;
  for (; rows > 0; rows--) {
    let o: usize = 0;
    for (; o + 16 <= bytes; o += 16) {
      const v = v128.load(x + o), l = f64x2.sub(low(v), c), h = f64x2.sub(high(v), c);
      a = f64x2.add(a, f64x2.mul(l, l));
      b = f64x2.add(b, f64x2.mul(h, h));
    }
    for (; o < bytes; o += 4) {
      const difference = <f64>load<f32>(x + o) - center;
      rest += difference * difference;
    }
    x += stride;
  }
  return total(a, b) + rest;
}

/** Σ x · y over one run. */
export function dotOf(x: usize, y: usize, bytes: usize): f64 {
  let a = f64x2.splat(0), b = a, o: usize = 0;
  for (; o + 16 <= bytes; o += 16) {
    const v = v128.load(x + o), w = v128.load(y + o);
    a = f64x2.add(a, f64x2.mul(low(v), low(w)));
    b = f64x2.add(b, f64x2.mul(high(v), high(w)));
  }
  let sum = total(a, b);
  for (; o < bytes; o += 4) sum += <f64>load<f32>(x + o) * <f64>load<f32>(y + o);
  return sum;
}
