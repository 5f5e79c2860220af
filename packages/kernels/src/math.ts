/**
 * Elementary functions in double precision from + − × ÷ and √ alone. ECMAScript leaves the last bits of `Math.exp` and
 * its kind to the engine; these give the same bits everywhere, a few units in the last place from the true value (tanh up
 * to 20) unless a function says otherwise.
 */

const LN2_HIGH = 0.6931471803691238; // the leading 32 bits of ln 2: k · LN2_HIGH is exact for |k| < 2^20
const LN2_LOW = 1.9082149292705877e-10;
const HALF_PI_HIGH = 1.5707963267341256; // the leading 33 bits of π/2
const HALF_PI_LOW = 6.077100506506192e-11;

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer); // [low, high] on every platform Node runs on (little endian)

/** 2^k for integer k in −1022 … 1023. */
function powerOfTwo(k: number): number {
  halves[0] = 0;
  halves[1] = (k + 1023) << 20;
  return word[0] as number;
}

/** Σ r^n / n! up to n = 14, by Horner; |r| ≤ ln 2 / 2 leaves an error below 1e-19. */
function exponentialSeries(r: number): number {
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (r / n) * sum;
  return sum;
}

/** e^x = 2^k e^r with k = round(x / ln 2). */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const value = exponentialSeries(x - k * LN2_HIGH - k * LN2_LOW);
  // Two factors, so that neither leaves the range of normal numbers.
  const first = Math.trunc(k / 2);
  return value * powerOfTwo(first) * powerOfTwo(k - first);
}

/** ln x = k ln 2 + 2 artanh((m − 1)/(m + 1)) with x = 2^k m, m in [√½, √2). */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let shift = 0;
  let scaled = x;
  if (x < 2.2250738585072014e-308) {
    scaled = x * 18014398509481984; // 2^54 lifts a subnormal number into the normal range
    shift = -54;
  }
  word[0] = scaled;
  const high = halves[1] as number;
  let k = ((high >>> 20) & 0x7ff) - 1023 + shift;
  halves[1] = (high & 0x000fffff) | 0x3ff00000;
  let m = word[0] as number;
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 25; n >= 3; n -= 2) sum = (sum + 1 / n) * square;
  return k * LN2_HIGH + (k * LN2_LOW + 2 * s * (1 + sum));
}

/** [sin r, cos r] for |r| ≤ π/4 by their series. */
function sineCosine(r: number): readonly [number, number] {
  const square = r * r;
  let sine = 1;
  let cosine = 1;
  for (let n = 18; n >= 2; n -= 2) {
    cosine = 1 - (square / (n * (n - 1))) * cosine;
    sine = 1 - (square / (n * (n + 1))) * sine;
  }
  return [r * sine, cosine];
}

/**
 * sin(x + quarter · π/2) with an error of at most 1.5e-16 for |x| up to 1e5; the reduction loses digits from there on, and beyond
 * 1e9 the result is NaN rather than noise.
 */
function turned(x: number, quarter: number): number {
  if (!(Math.abs(x) <= 1e9)) return Number.NaN;
  const k = Math.floor(x / (HALF_PI_HIGH + HALF_PI_LOW) + 0.5);
  const [sine, cosine] = sineCosine(x - k * HALF_PI_HIGH - k * HALF_PI_LOW);
  switch ((((k + quarter) % 4) + 4) % 4) {
    case 0:
      return sine;
    case 1:
      return cosine;
    case 2:
      return -sine;
    default:
      return -cosine;
  }
}

export const sin = (x: number): number => turned(x, 0);
export const cos = (x: number): number => turned(x, 1);

/** tanh x = (1 − e^{−2|x|}) / (1 + e^{−2|x|}), and its series x − x³/3 + 2x⁵/15 − 17x⁷/315 near zero. */
export function tanh(x: number): number {
  if (Math.abs(x) < 0.01) {
    const square = x * x;
    return x * (1 - square * (1 / 3 - square * (2 / 15 - square * (17 / 315 - (square * 62) / 2835))));
  }
  const e = exp(-2 * Math.abs(x));
  const magnitude = (1 - e) / (1 + e);
  return x < 0 ? -magnitude : magnitude;
}

/**
 * base^exponent for a finite base: by repeated squaring for whole exponents up to 2^31, else e^(exponent · ln base), whose
 * relative error grows with |exponent · ln base|. Results below the normal range may be 0.
 */
export function pow(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 2147483648) return exp(exponent * log(base));
  let result = 1;
  let factor = base;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return exponent < 0 ? 1 / result : result;
}

/**
 * erf x = 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · 5 ⋯ (2n + 1)), whose terms all have the sign of x; within 30 ulps. From |x| = 6 on
 * it is ±1.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) >= 6) return x < 0 ? -1 : 1;
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * square) / (2 * n + 1);
    sum += term;
  }
  return 1.1283791670955126 * exp(-square) * sum;
}
