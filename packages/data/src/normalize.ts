import { sizeOf } from "@assay/kernels";
import type { Column } from "./contract.ts";

/** The ways to normalize: the values of a spec's `data.normalize`. */
export const NORMALIZATIONS = ["none", "unit", "signed", "standardize"] as const;
export type NormalizationKind = (typeof NORMALIZATIONS)[number];

/** A scale and a shift. */
type Affine = readonly [number, number];

/** Integers summed in 32 bits before they are moved on: 65025 · 32768 stays below 2^31. */
const RUN = 32768;

/** Exact Σ u and Σ u² over the images that `indices` name; both below 2^53 for up to 1.3e11 pixels. */
function sums(images: Uint8Array, size: number, indices: Int32Array): { sum: number; squares: number } {
  let sum = 0;
  let squares = 0;
  for (const index of indices) {
    const end = (index + 1) * size;
    for (let start = index * size; start < end; start += RUN) {
      const stop = Math.min(end, start + RUN);
      let partial = 0;
      let partialSquares = 0;
      for (let i = start; i < stop; i++) {
        const value = images[i] as number;
        partial = (partial + value) | 0;
        partialSquares = (partialSquares + Math.imul(value, value)) | 0;
      }
      sum += partial;
      squares += partialSquares;
    }
  }
  return { sum, squares };
}

/** Mean 0 and standard deviation 1 over the named images; the mean alone where all pixels are equal. */
function standardizeBytes(images: Uint8Array, size: number, indices: Int32Array): Affine {
  const { sum, squares } = sums(images, size, indices);
  const count = size * indices.length;
  if (count === 0) return [1, 0];
  const mean = sum / count;
  // n Σu² − (Σu)² passes 2^53, and would lose its digits by cancellation: whole numbers of any size.
  const spread = BigInt(count) * BigInt(squares) - BigInt(sum) * BigInt(sum);
  const std = spread === 0n ? 1 : Math.sqrt(Number(spread)) / count;
  return [1 / std, (0 - mean) / std];
}

/** Scale and shift for the bytes of images, the same for all pixels and channels. */
function ofBytes(kind: NormalizationKind, values: Uint8Array, size: number, indices: Int32Array): Affine {
  switch (kind) {
    case "none":
      return [1, 0];
    case "unit":
      return [1 / 255, 0];
    case "signed":
      return [2 / 255, -1];
    case "standardize":
      return standardizeBytes(values, size, indices);
  }
}

/** Maps [low, high] to [from, 1]; a feature that is the same everywhere goes to `from`. */
function range(low: number, high: number, from: -1 | 0): Affine {
  const scale = high > low ? (1 - from) / (high - low) : 1;
  return [scale, from - low * scale];
}

/** Scale and shift of one feature of a table; sums are f64, in the order of `indices`. */
function ofFeature(kind: NormalizationKind, at: (index: number) => number, indices: Int32Array): Affine {
  if (kind === "none" || indices.length === 0) return [1, 0];
  if (kind !== "standardize") {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const index of indices) {
      const value = at(index);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return range(low, high, kind === "signed" ? -1 : 0);
  }
  let sum = 0;
  for (const index of indices) sum += at(index);
  const mean = sum / indices.length;
  let squares = 0;
  for (const index of indices) squares += (at(index) - mean) * (at(index) - mean);
  const std = squares > 0 ? Math.sqrt(squares / indices.length) : 1;
  return [1 / std, (0 - mean) / std];
}

/**
 * The normalization of inputs in the step, as an arena tensor holds it: x = input · scale + shift.
 * Bytes (u8) have one scale and one shift: [2]. Numbers (f32) have one of each a feature, the scales first: [2, size].
 *
 * none: as they are. unit: 0 … 1. signed: −1 … 1; for bytes from 0 … 255, for numbers from the least and the largest value of
 * each feature. standardize: mean 0 and standard deviation 1 (of the population; of bytes, one for all channels). What is
 * measured is measured over the training part alone, so that nothing of validation or test leaks in.
 *
 * Bits: the sums over bytes are exact integers, those over numbers f64 in a fixed order; mean, deviation, then
 * scale = 1/std and shift = −mean/std are f64, one rounding each, and each is rounded to f32 once, at the end.
 *
 * @param indices the examples of the training part
 */
export function normalization(kind: NormalizationKind, inputs: Column, indices: Int32Array): Float32Array {
  const size = sizeOf(inputs.shape);
  const { values } = inputs;
  if (values instanceof Uint8Array) return Float32Array.from(ofBytes(kind, values, size, indices));
  const affine = new Float32Array(2 * size);
  for (let feature = 0; feature < size; feature++) {
    const [scale, shift] = ofFeature(kind, (index) => values[index * size + feature] as number, indices);
    affine[feature] = scale;
    affine[size + feature] = shift;
  }
  return affine;
}
