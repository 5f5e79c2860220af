import { stream } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import { datasets, NORMALIZATIONS, type NormalizationKind, normalization } from "../src/index.ts";

/** Scale and shift of images of `size` bytes each. */
function ofBytes(kind: NormalizationKind, values: Uint8Array, size: number, indices: Int32Array) {
  const [scale, shift, ...more] = normalization(kind, { dtype: "u8", shape: [size], values }, indices);
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
    const affine = normalization(kind, inputs, all(4));
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
