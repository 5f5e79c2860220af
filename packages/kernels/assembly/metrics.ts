// Metrics: each writes a row of f64 for each sample, a unit; sum_f64 adds the rows up in the order of the samples.

@unmanaged
class TopK {
  x: usize; labels: usize; rows: usize; classes: i32; k: i32;
}

/**
 * rows[s] = 1 where fewer than k outputs rank before the label's, else 0. An output ranks before it that is larger, or
 * equal with a lower index; so k = 1 asks whether the label's is the first of the largest. NaN ranks before nothing, and
 * a label whose output is NaN is wrong.
 */
export function top_k(d: usize, begin: i32, end: i32): void {
  const f = changetype<TopK>(d);
  const n = f.classes;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * n) << 2);
    const label = load<i32>(f.labels + (<usize>s << 2));
    const own = load<f32>(x + (<usize>label << 2));
    let before = 0;
    for (let i = 0; i < label; i++) before += <i32>(load<f32>(x + (<usize>i << 2)) >= own);
    for (let i = label + 1; i < n; i++) before += <i32>(load<f32>(x + (<usize>i << 2)) > own);
    store<f64>(f.rows + (<usize>s << 3), own == own && before < f.k ? 1 : 0);
  }
}

@unmanaged
class ClassCounts {
  x: usize; labels: usize; rows: usize; classes: i32;
}

/**
 * rows[s][3c …] = 1 where c is predicted and the label, where c is predicted, where c is the label, else 0. Predicted is the
 * first of the largest outputs; NaN never is.
 */
export function class_counts(d: usize, begin: i32, end: i32): void {
  const f = changetype<ClassCounts>(d);
  const n = f.classes;
  for (let s = begin; s < end; s++) {
    const x = f.x + (<usize>(s * n) << 2);
    const label = load<i32>(f.labels + (<usize>s << 2));
    const row = f.rows + <usize>(s * n) * 24;
    let predicted = -1;
    let best: f32 = 0;
    for (let i = 0; i < n; i++) {
      const value = load<f32>(x + (<usize>i << 2));
      if (predicted < 0 ? value == value : value > best) {
        predicted = i;
        best = value;
      }
    }
    memory.fill(row, 0, <usize>n * 24);
    store<f64>(row + <usize>label * 24, 1, 16);
    if (predicted >= 0) store<f64>(row + <usize>predicted * 24, 1, 8);
    if (predicted == label) store<f64>(row + <usize>label * 24, 1);
  }
}

@unmanaged
class AbsoluteError {
  x: usize; targets: usize; rows: usize; size: i32;
}

/** rows[s] = mean over the outputs of |x − t|. */
export function absolute_error(d: usize, begin: i32, end: i32): void {
  const f = changetype<AbsoluteError>(d);
  for (let s = begin; s < end; s++) {
    let sum: f64 = 0;
    for (let i = s * f.size; i < (s + 1) * f.size; i++) {
      sum += abs(<f64>load<f32>(f.x + (<usize>i << 2)) - <f64>load<f32>(f.targets + (<usize>i << 2)));
    }
    store<f64>(f.rows + (<usize>s << 3), sum / <f64>f.size);
  }
}

@unmanaged
class SquaredError {
  x: usize; targets: usize; rows: usize; size: i32;
}

/** rows[s] = mean over the outputs of (x − t)². */
export function squared_error(d: usize, begin: i32, end: i32): void {
  const f = changetype<SquaredError>(d);
  for (let s = begin; s < end; s++) {
    let sum: f64 = 0;
    for (let i = s * f.size; i < (s + 1) * f.size; i++) {
      const difference = <f64>load<f32>(f.x + (<usize>i << 2)) - <f64>load<f32>(f.targets + (<usize>i << 2));
      sum += difference * difference;
    }
    store<f64>(f.rows + (<usize>s << 3), sum / <f64>f.size);
  }
}

@unmanaged
class ResidualSquares {
  x: usize; targets: usize; rows: usize; size: i32;
}

/** rows[s][3j …] = (x − t)², t, t² of output j: their sums give R² = 1 − Σ(x − t)² / (Σt² − (Σt)² / n). */
export function residual_squares(d: usize, begin: i32, end: i32): void {
  const f = changetype<ResidualSquares>(d);
  for (let i = begin * f.size; i < end * f.size; i++) {
    const target = <f64>load<f32>(f.targets + (<usize>i << 2));
    const difference = <f64>load<f32>(f.x + (<usize>i << 2)) - target;
    const row = f.rows + <usize>i * 24;
    store<f64>(row, difference * difference);
    store<f64>(row, target, 8);
    store<f64>(row, target * target, 16);
  }
}

@unmanaged
class SumF64 {
  rows: usize; sums: usize; count: i32; width: i32;
}

/** sums[j] += Σ_s rows[s][j], in the order of s; rows [count, width]. One unit. */
export function sum_f64(d: usize, begin: i32, end: i32): void {
  const f = changetype<SumF64>(d);
  const row = <usize>f.width << 3;
  for (let o: usize = 0; o < row; o += 8) {
    let sum: f64 = 0;
    let from = f.rows + o;
    for (let s = f.count; s > 0; s--) {
      sum += load<f64>(from);
      from += row;
    }
    store<f64>(f.sums + o, load<f64>(f.sums + o) + sum);
  }
}
