// Sums of a run of floats in double precision: four partial sums, of the elements 4i, 4i + 1, 4i + 2 and 4i + 3, added up in
// order, then what is left over after the last whole vector. The order follows from the length alone.

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function total(a: v128, b: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1) + f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1);
}

/** Σ x over `bytes` bytes. */
export function sumOf(x: usize, bytes: usize): f64 {
  let a = f64x2.splat(0), b = a, o: usize = 0;
  for (; o + 16 <= bytes; o += 16) {
    const v = v128.load(x + o);
    a = f64x2.add(a, low(v));
    b = f64x2.add(b, high(v));
  }
  let sum = total(a, b);
  for (; o < bytes; o += 4) sum += <f64>load<f32>(x + o);
  return sum;
}

/** Σ (x − center)² */
export function squaresOf(x: usize, bytes: usize, center: f64): f64 {
  const c = f64x2.splat(center);
  let a = f64x2.splat(0), b = a, o: usize = 0;
  for (; o + 16 <= bytes; o += 16) {
    const v = v128.load(x + o), l = f64x2.sub(low(v), c), h = f64x2.sub(high(v), c);
    a = f64x2.add(a, f64x2.mul(l, l));
    b = f64x2.add(b, f64x2.mul(h, h));
  }
  let sum = total(a, b);
  for (; o < bytes; o += 4) {
    const difference = <f64>load<f32>(x + o) - center;
    sum += difference * difference;
  }
  return sum;
}

/** Σ x · y */
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
