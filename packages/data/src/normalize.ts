import { InputError, sizeOf } from "@assay/kernels";
import type { Column } from "./contract.ts";

/** The ways to normalize: the values of a spec's `data.normalize`. */
export const NORMALIZATIONS = ["none", "unit", "signed", "standardize"] as const;
export type NormalizationKind = (typeof NORMALIZATIONS)[number];

/** What shares a scale and a shift: all values, those of a channel of images, those of a feature of a table. */
export const NORMALIZED_PER = ["all", "channel", "feature"] as const;
export type NormalizedPer = (typeof NORMALIZED_PER)[number];

/** A scale and a shift. */
type Affine = readonly [number, number];

/** Integers summed in 32 bits before they are moved on: 65025 · 32768 stays below 2^31. */
const RUN = 32768;

/**
 * Exact Σ u and Σ u² over every `step`-th value, from `first` on, of the images that `indices` name; both below 2^53 for up
 * to 1.3e11 values.
 */
function sums(images: Uint8Array, size: number, indices: Int32Array, first: number, step: number) {
  let sum = 0;
  let squares = 0;
  for (const index of indices) {
    const end = (index + 1) * size;
    for (let start = index * size + first; start < end; start += RUN * step) {
      const stop = Math.min(end, start + RUN * step);
      let partial = 0;
      let partialSquares = 0;
      for (let i = start; i < stop; i += step) {
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

/** Mean 0 and standard deviation 1 over one of `channels` of the named images; the mean alone where all are equal. */
function standardizeBytes(
  images: Uint8Array,
  size: number,
  indices: Int32Array,
  channel: number,
  channels: number,
): Affine {
  const { sum, squares } = sums(images, size, indices, channel, channels);
  const count = (size / channels) * indices.length;
  if (count === 0) return [1, 0];
  const mean = sum / count;
  // n Σu² − (Σu)² passes 2^53, and would lose its digits by cancellation: whole numbers of any size.
  const spread = BigInt(count) * BigInt(squares) - BigInt(sum) * BigInt(sum);
  const std = spread === 0n ? 1 : Math.sqrt(Number(spread)) / count;
  return [1 / std, (0 - mean) / std];
}

/** Scale and shift for the bytes of images. */
function ofBytes(kind: NormalizationKind, standardized: () => Affine): Affine {
  if (kind === "none") return [1, 0];
  if (kind === "unit") return [1 / 255, 0];
  return kind === "signed" ? [2 / 255, -1] : standardized();
}

/** Maps [low, high] to [from, 1]; what is the same everywhere goes to `from`. */
function range(low: number, high: number, from: -1 | 0): Affine {
  const scale = high > low ? (1 - from) / (high - low) : 1;
  return [scale, from - low * scale];
}

/** Scale and shift of numbers, from those that `each` visits; sums are f64, in that order. */
function ofNumbers(kind: NormalizationKind, count: number, each: (visit: (value: number) => void) => void): Affine {
  if (kind === "none" || count === 0) return [1, 0];
  if (kind !== "standardize") {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    each((value) => {
      if (value < low) low = value;
      if (value > high) high = value;
    });
    return range(low, high, kind === "signed" ? -1 : 0);
  }
  let sum = 0;
  each((value) => {
    sum += value;
  });
  const mean = sum / count;
  let squares = 0;
  each((value) => {
    squares += (value - mean) * (value - mean);
  });
  const std = squares > 0 ? Math.sqrt(squares / count) : 1;
  return [1 / std, (0 - mean) / std];
}

/**
 * What shares a scale and a shift, where a spec leaves it to the data: all bytes of images, each feature of a table.
 * @throws InputError where the data has no such thing
 */
export function normalizedPer(
  asked: NormalizedPer | undefined,
  { dtype }: { readonly dtype: Column["dtype"] },
): NormalizedPer {
  const [usual, other] = dtype === "u8" ? (["all", "channel"] as const) : (["feature", "all"] as const);
  if (asked === undefined || asked === usual || asked === other) return asked ?? usual;
  const what = dtype === "u8" ? "images" : "numbers";
  throw new InputError("data/normalize", `normalize_per of ${what} must be ${usual} or ${other}, got ${asked}`);
}

/**
 * The normalization of inputs in the step, as an arena tensor holds it: x = input · scale + shift.
 * Bytes (u8) that share one scale and one shift: [2]. Everything else has one of each a value of a row, the scales first:
 * [2, size].
 *
 * none: as they are. unit: 0 … 1. signed: −1 … 1; for bytes from 0 … 255, for numbers from the least and the largest value.
 * standardize: mean 0 and standard deviation 1 (of the population). What is measured is measured over the training part
 * alone, so that nothing of validation or test leaks in.
 *
 * Bits: the sums over bytes are exact integers, those over numbers f64 in a fixed order; mean, deviation, then
 * scale = 1/std and shift = −mean/std are f64, one rounding each, and each is rounded to f32 once, at the end.
 *
 * @param per as `normalizedPer` gives it
 * @param indices the examples of the training part
 */
export function normalization(
  kind: NormalizationKind,
  per: NormalizedPer,
  inputs: Column,
  indices: Int32Array,
): Float32Array {
  const size = sizeOf(inputs.shape);
  const { values, shape } = inputs;
  if (values instanceof Uint8Array) {
    const channels = per === "channel" ? (shape.at(-1) ?? 1) : 1;
    const measured = Array.from({ length: channels }, (_, channel) =>
      ofBytes(kind, () => standardizeBytes(values, size, indices, channel, channels)),
    );
    return per === "all" ? Float32Array.from(measured[0] as Affine) : spread(measured, size);
  }
  if (per === "all") {
    const each = (visit: (value: number) => void): void => {
      for (const index of indices) for (let i = index * size; i < (index + 1) * size; i++) visit(values[i] as number);
    };
    return spread([ofNumbers(kind, size * indices.length, each)], size);
  }
  const features = Array.from({ length: size }, (_, feature) =>
    ofNumbers(kind, indices.length, (visit) => {
      for (const index of indices) visit(values[index * size + feature] as number);
    }),
  );
  return spread(features, size);
}

/** [2, size]: scales, then shifts, over and over. */
function spread(affines: readonly Affine[], size: number): Float32Array {
  const all = new Float32Array(2 * size);
  for (let i = 0; i < size; i++) {
    const [scale, shift] = affines[i % affines.length] as Affine;
    all[i] = scale;
    all[size + i] = shift;
  }
  return all;
}
