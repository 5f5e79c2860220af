// How sure a model is against how often it is right. A unit is a sample.

import { scratch } from "./common";
import { placeOfLargest, sharesOf } from "./shares";

@unmanaged
class CalibrationCounts {
  x: usize; labels: usize; rows: usize; classes: i32; bins: i32;
}

/**
 * rows[s][3b …] = 1, the probability p of the predicted class, and 1 where it is the label, in the bin b with
 * b / bins < p ≤ (b + 1) / bins; 0 in all others, and in all where p is no number. p is the softmax of the first of the largest
 * outputs.
 */
export function calibration_counts(d: usize, begin: i32, end: i32): void {
  const f = changetype<CalibrationCounts>(d);
  const bytes = <usize>f.classes << 2;
  for (let s = begin; s < end; s++) {
    const x = f.x + <usize>s * bytes, row = f.rows + <usize>(s * f.bins) * 24;
    memory.fill(row, 0, <usize>f.bins * 24);
    const best = placeOfLargest(x, f.classes), shares = scratch;
    sharesOf(x, bytes, load<f32>(x + (<usize>best << 2)), shares);
    let sum: f64 = 0;
    for (let o: usize = 0; o < bytes; o += 4) sum += <f64>load<f32>(shares + o);
    if (!(sum < Infinity)) continue;
    // As wide as the probability that is kept of a prediction.
    const p = <f64><f32>(1 / sum);
    let bin = 0;
    while (bin < f.bins - 1 && p > <f64>(bin + 1) / <f64>f.bins) bin++;
    const at = row + <usize>bin * 24;
    store<f64>(at, 1);
    store<f64>(at, p, 8);
    if (best == load<i32>(f.labels + (<usize>s << 2))) store<f64>(at, 1, 16);
  }
}
