/** x = u8 · scale + shift, both f32 values. */
export interface Normalization {
  readonly scale: number;
  readonly shift: number;
}

/** The ways to normalize: the values of a spec's `data.normalize`. */
export const NORMALIZATIONS = ["none", "unit", "signed", "standardize"] as const;
export type NormalizationKind = (typeof NORMALIZATIONS)[number];

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
function standardize(images: Uint8Array, size: number, indices: Int32Array): Normalization {
  const { sum, squares } = sums(images, size, indices);
  const count = size * indices.length;
  if (count === 0) return { scale: 1, shift: 0 };
  const mean = sum / count;
  // n Σu² − (Σu)² passes 2^53, and would lose its digits by cancellation: whole numbers of any size.
  const spread = BigInt(count) * BigInt(squares) - BigInt(sum) * BigInt(sum);
  const std = spread === 0n ? 1 : Math.sqrt(Number(spread)) / count;
  return { scale: Math.fround(1 / std), shift: Math.fround((0 - mean) / std) };
}

/**
 * Scale and shift that normalize the pixels 0 … 255 in the step, as x = u8 · scale + shift.
 * none: 0 … 255 as they are. unit: 0 … 1. signed: −1 … 1. standardize: mean 0 and standard deviation 1 (of the
 * population, one for all channels) over the training part alone, so that nothing of validation or test leaks in.
 *
 * Bits: the sums of standardize are exact integers; mean, deviation, then scale = 1/std and shift = −mean/std are f64,
 * one rounding each, and each of the two is rounded to f32 once, at the end.
 *
 * @param images u8, `size` elements each
 * @param indices the examples of the training part
 */
export function normalization(
  kind: NormalizationKind,
  images: Uint8Array,
  size: number,
  indices: Int32Array,
): Normalization {
  switch (kind) {
    case "none":
      return { scale: 1, shift: 0 };
    case "unit":
      return { scale: Math.fround(1 / 255), shift: 0 };
    case "signed":
      return { scale: Math.fround(2 / 255), shift: -1 };
    case "standardize":
      return standardize(images, size, indices);
  }
}
