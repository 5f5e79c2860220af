import { stream } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import {
  datasets,
  featureMeans,
  fillMissing,
  NORMALIZATIONS,
  type NormalizationKind,
  normalization,
  normalizedPer,
} from "../src/index.ts";

/** Scale and shift of images of `size` bytes each. */
function ofBytes(kind: NormalizationKind, values: Uint8Array, size: number, indices: Int32Array) {
  const [scale, shift, ...more] = normalization(kind, "all", { dtype: "u8", shape: [size], values }, indices);
  expect(more).toEqual([]);
  return { scale: scale as number, shift: shift as number };
}

const all = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

/** Two passes in f64, as in a textbook. */
function reference(images: Uint8Array, size: number, indices: Int32Array) {
  const pixels = [...indices].flatMap((i) => [...images.subarray(i * size, (i + 1) * size)]);
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length;
  return { mean, std: Math.sqrt(variance) };
}

describe("normalization", () => {
  const random = stream(3, "test");
  const images = Uint8Array.from({ length: 50 * 35 }, () => Math.floor(random() * 256));

  it.each([
    ["none", 0, 255],
    ["unit", 0, 1],
    ["signed", -1, 1],
  ] as const)("%s maps 0 to %d and 255 to %d within 1e-6", (kind, low, high) => {
    const { scale, shift } = ofBytes(kind, images, 35, all(50));
    expect(shift).toBe(low);
    expect(Math.abs(255 * scale + shift - high)).toBeLessThan(1e-6);
  });

  it("standardize matches a two-pass f64 computation over the named images within f32 rounding, 1e-7 relative", () => {
    const indices = Int32Array.of(3, 4, 10, 49);
    const { scale, shift } = ofBytes("standardize", images, 35, indices);
    const { mean, std } = reference(images, 35, indices);
    expect(Math.abs(scale * std - 1)).toBeLessThan(1e-7);
    expect(Math.abs((shift * std) / -mean - 1)).toBeLessThan(1e-7);
    expect(ofBytes("standardize", images, 35, all(50))).not.toEqual({ scale, shift });
  });

  it("standardize is exact where 32-bit sums of one image would overflow", () => {
    const large = new Uint8Array(100_000).fill(255, 0, 50_000);
    expect(ofBytes("standardize", large, 100_000, all(1))).toEqual({ scale: Math.fround(1 / 127.5), shift: -1 });
  });

  it("standardize keeps a spread of one pixel in a million", () => {
    const nearly = new Uint8Array(1_000_000).fill(200);
    nearly[5] = 201;
    const { scale } = ofBytes("standardize", nearly, 1000, all(1000));
    expect(Math.abs(scale / 1000 - 1)).toBeLessThan(1e-6); // variance p(1 − p), p = 1e-6
  });

  it("standardize takes the mean alone where all pixels are equal", () => {
    expect(ofBytes("standardize", new Uint8Array(20).fill(7), 5, all(4))).toEqual({ scale: 1, shift: -7 });
    expect(ofBytes("standardize", new Uint8Array(20), 5, all(4))).toEqual({ scale: 1, shift: 0 });
  });

  it("gives f32 values", () => {
    for (const kind of NORMALIZATIONS) {
      const { scale, shift } = ofBytes(kind, images, 35, all(50));
      expect([Math.fround(scale), Math.fround(shift)]).toEqual([scale, shift]);
    }
  });

  it("finds MNIST's known mean 0.1307 and deviation 0.3081", () => {
    const { train } = datasets.mnist.load({});
    const { scale, shift } = ofBytes("standardize", train.inputs.values as Uint8Array, 784, all(train.count));
    expect((-shift / scale / 255).toFixed(4)).toBe("0.1307");
    expect((1 / scale / 255).toFixed(4)).toBe("0.3081");
  });
});

describe("normalization of tables", () => {
  // Three features: a spread one, one far from zero, one that is the same everywhere.
  const rows = [
    [-2, 1000, 5],
    [0, 1001, 5],
    [4, 1003, 5],
    [6, 1004, 5],
    [99, -99, 99], // held out
  ];
  const inputs = { dtype: "f32", shape: [3], values: Float32Array.from(rows.flat()) } as const;
  const normalized = (kind: NormalizationKind) => {
    const affine = normalization(kind, "feature", inputs, all(4));
    return rows
      .slice(0, 4)
      .map((row) => row.map((value, i) => value * (affine[i] as number) + (affine[3 + i] as number)));
  };

  it("standardize gives each feature mean 0 and deviation 1 over the training part alone, within 1e-4", () => {
    const columns = normalized("standardize");
    for (const feature of [0, 1]) {
      const values = columns.map((row) => row[feature] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / 4;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
      expect(Math.abs(mean)).toBeLessThan(1e-4);
      expect(Math.abs(variance - 1)).toBeLessThan(1e-4);
    }
    expect(columns.map((row) => row[2])).toEqual([0, 0, 0, 0]);
  });

  it.each([
    ["none", [-2, 0, 4, 6]],
    ["unit", [0, 0.25, 0.75, 1]],
    ["signed", [-1, -0.5, 0.5, 1]],
  ] as const)("%s maps the first feature to %j", (kind, expected) => {
    const values = normalized(kind).map((row) => row[0]);
    expected.forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, 6);
    });
  });
});

describe("what shares a scale and a shift", () => {
  const pixels = {
    dtype: "u8",
    shape: [1, 2, 3],
    values: Uint8Array.of(0, 10, 7, 4, 30, 7, 8, 10, 7, 12, 30, 7),
  } as const;

  it("channel: each channel of images by itself, one pair a value of the row", () => {
    const affine = normalization("standardize", "channel", pixels, all(2));
    const channel = [0, 1, 2].map((c) => [0, 4, 8, 12].map((_, i) => pixels.values[3 * i + c] as number));
    const std = (values: readonly number[], mean: number): number =>
      Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
    const scales = [1 / std(channel[0] as number[], 6), 1 / 10, 1];
    const shifts = [-6 * (scales[0] as number), -2, -7];
    expect(affine.length).toBe(12);
    for (let i = 0; i < 6; i++) {
      expect(affine[i]).toBeCloseTo(scales[i % 3] as number, 6);
      expect(affine[6 + i]).toBeCloseTo(shifts[i % 3] as number, 6);
    }
    expect([...normalization("unit", "channel", pixels, all(2)).subarray(0, 6)]).toEqual(
      Array(6).fill(Math.fround(1 / 255)),
    );
  });

  it("all: one pair for every feature of a table", () => {
    const table = { dtype: "f32", shape: [2], values: Float32Array.of(0, 2, 4, 6) } as const;
    const affine = normalization("standardize", "all", table, all(2));
    expect([...affine]).toEqual([1, 1, -3, -3].map((value) => Math.fround(value / Math.sqrt(5))));
    expect([...normalization("signed", "all", table, all(2))].map((value) => Math.fround(value))).toEqual(
      [1 / 3, 1 / 3, -1, -1].map(Math.fround),
    );
  });

  it("depends on the data where it is not said, and is refused where the data has no such thing", () => {
    expect(normalizedPer(undefined, pixels)).toBe("all");
    expect(normalizedPer(undefined, { dtype: "f32" })).toBe("feature");
    expect(() => normalizedPer("feature", pixels)).toThrow(
      "normalize_per of images must be all or channel, got feature",
    );
    expect(() => normalizedPer("channel", { dtype: "f32" })).toThrow("must be feature or all, got channel");
  });
});

describe("missing values", () => {
  const column = (...values: number[]) =>
    ({ dtype: "f32", shape: [2], missing: "mean", values: Float32Array.from(values) }) as const;

  it("become the mean of their feature over the training part, in the test split too", () => {
    const training = column(1, Number.NaN, 3, Number.NaN, Number.NaN, 5, 100, 100);
    const test = column(Number.NaN, Number.NaN);
    const means = featureMeans(training, all(3));
    expect([...fillMissing(training, means).values]).toEqual([1, 5, 3, 5, 2, 5, 100, 100]);
    expect([...fillMissing(test, means).values]).toEqual([2, 5]);
    expect([...(featureMeans(training, all(2)) ?? [])]).toEqual([2, 0]);
  });

  it("cost nothing where none is missing", () => {
    const whole = { dtype: "f32", shape: [1], values: Float32Array.of(1, 2) } as const;
    expect(featureMeans(whole, all(2))).toBeUndefined();
    expect(fillMissing(whole, undefined)).toBe(whole);
  });
});
