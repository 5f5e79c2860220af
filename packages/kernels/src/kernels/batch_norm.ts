import { defineKernel } from "../kernel.ts";

/**
 * Of a map: pixels a sample, channels, and values a channel over the batch. Where those are few, sums and gradients are
 * computed in double precision throughout.
 */
const MAP = { rows: "i32", channels: "i32", values: "i32" } as const;

/** partial (f64 [batch][2][channels]) = [Σ x, Σ x²] over the `rows` pixels of a sample. */
export const batch_norm_sums = defineKernel({
  fields: { x: "read", partial: "write", ...MAP },
  axis: "sample",
  scratch: ({ channels }) => channels * 4 + 64,
  reference: ({ f32, f64 }, { x, partial, rows, channels, batch }) => {
    for (let s = 0; s < batch; s++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        let square = 0;
        for (let r = 0; r < rows; r++) {
          const value = f32[x / 4 + (s * rows + r) * channels + c] as number;
          sum += value;
          square += value * value;
        }
        f64[partial / 8 + 2 * s * channels + c] = sum;
        f64[partial / 8 + (2 * s + 1) * channels + c] = square;
      }
    }
  },
});

/** (1 − m) · value + m · next; at m = 0 or 1 the other one counts for nothing, even if it is infinite. */
const moved = (value: number, next: number, m: number): number =>
  m === 0 ? value : m === 1 ? next : (1 - m) * value + m * next;

/** Writes a number as the sum of two single-precision ones, `apart` elements from one another. */
function setBoth(f32: Float32Array, at: number, value: number, apart: number): void {
  f32[at] = value;
  f32[at + apart] = value - (f32[at] as number);
}

const both = (f32: Float32Array, at: number, apart: number): number =>
  (f32[at] as number) + (f32[at + apart] as number);

/**
 * moments [4][channels] = [mean, 1/√(var + eps)] and what rounding took from each, affine = [scale, shift] with y = x · scale + shift; the running statistics move by
 * `momentum` (variance unbiased). Without `partial`, in evaluation, the running statistics are used and kept.
 */
export const batch_norm_finalize = defineKernel({
  fields: {
    partial: "read?",
    weight: "read?",
    bias: "read?",
    running_mean: "update",
    running_var: "update",
    moments: "write?",
    affine: "write",
    batch: "i32",
    rows: "i32",
    channels: "i32",
    momentum: "f32",
    eps: "f32",
  },
  axis: "tile",
  units: ({ channels }) => Math.ceil(channels / 8),
  work: ({ batch }) => 800 + batch * 8,
  reference: ({ f32, f64 }, g) => {
    for (let c = 0; c < g.channels; c++) {
      let mean = f32[g.running_mean / 4 + c] as number;
      let variance = f32[g.running_var / 4 + c] as number;
      if (g.partial) {
        let sum = 0;
        let square = 0;
        for (let s = 0; s < g.batch; s++) {
          sum += f64[g.partial / 8 + 2 * s * g.channels + c] as number;
          square += f64[g.partial / 8 + (2 * s + 1) * g.channels + c] as number;
        }
        const n = g.batch * g.rows;
        mean = sum / n;
        variance = Math.max(square / n - mean * mean, 0);
        const unbiased = n > 1 ? (variance * n) / (n - 1) : variance;
        for (const [running, next] of [
          [g.running_mean, mean],
          [g.running_var, unbiased],
        ] as const)
          f32[running / 4 + c] = moved(f32[running / 4 + c] as number, next, g.momentum);
      }
      const inverse = 1 / Math.sqrt(variance + g.eps);
      const scale = inverse * (g.weight ? (f32[g.weight / 4 + c] as number) : 1);
      if (g.moments) {
        setBoth(f32, g.moments / 4 + c, mean, 2 * g.channels);
        setBoth(f32, g.moments / 4 + g.channels + c, inverse, 2 * g.channels);
      }
      f32[g.affine / 4 + c] = scale;
      f32[g.affine / 4 + g.channels + c] = (g.bias ? (f32[g.bias / 4 + c] as number) : 0) - mean * scale;
    }
  },
});

/** y = x · scale + shift, channel by channel, plus `addend` where there is one, or with `relu` the larger of that and zero. */
export const batch_norm_apply = defineKernel({
  fields: { x: "read", affine: "read", addend: "read?", y: "write", rows: "i32", channels: "i32", relu: "i32" },
  axis: "sample",
  reference: ({ f32 }, { x, affine, addend, y, rows, channels, relu, batch }) => {
    for (let i = 0; i < batch * rows * channels; i++) {
      const scale = f32[affine / 4 + (i % channels)] as number;
      const normal = (f32[x / 4 + i] as number) * scale + (f32[affine / 4 + channels + (i % channels)] as number);
      const value = normal + (addend ? (f32[addend / 4 + i] as number) : 0);
      f32[y / 4 + i] = relu ? Math.max(value, 0) : value;
    }
  },
});

/** 1 where x · scale + shift > 0 with forward = [scale, shift], or everywhere without it: where a relu after it lets dy through. */
function gate(f32: Float32Array, forward: number, x: number, c: number, channels: number): number {
  const scale = f32[forward / 4 + c] as number;
  return !forward || x * scale + (f32[forward / 4 + channels + c] as number) > 0 ? 1 : 0;
}

/**
 * partial (f64 [batch][2][channels]) = [Σ dy, Σ dy · (x − mean)], the mean in single precision. With `forward`, the [scale, shift] of the
 * forward pass, dy is the gradient after a relu.
 */
export const batch_norm_backward_sums = defineKernel({
  fields: { x: "read", dy: "read", moments: "read", partial: "write", forward: "read?", ...MAP },
  axis: "sample",
  reference: ({ f32, f64 }, { x, dy, moments, partial, forward, rows, channels, batch }) => {
    for (let s = 0; s < batch; s++) {
      for (let c = 0; c < channels; c++) {
        const mean = f32[moments / 4 + c] as number;
        let sum = 0;
        let dot = 0;
        for (let r = 0; r < rows; r++) {
          const at = (s * rows + r) * channels + c;
          const value = f32[x / 4 + at] as number;
          const gradient = (f32[dy / 4 + at] as number) * gate(f32, forward, value, c, channels);
          sum += gradient;
          dot += gradient * (value - mean);
        }
        f64[partial / 8 + 2 * s * channels + c] = sum;
        f64[partial / 8 + (2 * s + 1) * channels + c] = dot;
      }
    }
  },
});

/**
 * dweight = Σ dy·x̂, dbias = Σ dy, affine [7][channels] = [mean, a, b, c] with dx = a·dy + b·(x − mean) + c, and what rounding
 * took from a, b and c.
 */
export const batch_norm_backward_finalize = defineKernel({
  fields: {
    partial: "read",
    weight: "read?",
    moments: "read",
    dweight: "write?",
    dbias: "write?",
    affine: "write",
    batch: "i32",
    rows: "i32",
    channels: "i32",
  },
  axis: "tile",
  units: ({ channels }) => Math.ceil(channels / 8),
  work: ({ batch }) => 800 + batch * 8,
  reference: ({ f32, f64 }, g) => {
    for (let c = 0; c < g.channels; c++) {
      let sum = 0;
      let dot = 0;
      for (let s = 0; s < g.batch; s++) {
        sum += f64[g.partial / 8 + 2 * s * g.channels + c] as number;
        dot += f64[g.partial / 8 + (2 * s + 1) * g.channels + c] as number;
      }
      const inverse = both(f32, g.moments / 4 + g.channels + c, 2 * g.channels);
      const rest = f32[g.moments / 4 + 2 * g.channels + c] as number; // of the mean
      dot = (dot - rest * sum) * inverse;
      if (g.dweight) f32[g.dweight / 4 + c] = dot;
      if (g.dbias) f32[g.dbias / 4 + c] = sum;
      const n = g.batch * g.rows;
      const a = inverse * (g.weight ? (f32[g.weight / 4 + c] as number) : 1);
      const b = (-a * inverse * dot) / n;
      f32[g.affine / 4 + c] = f32[g.moments / 4 + c] as number;
      [a, b, (-a * sum) / n - b * rest].forEach((value, i) => {
        setBoth(f32, g.affine / 4 + (i + 1) * g.channels + c, value, 3 * g.channels);
      });
    }
  },
});

/** dx = a·dy + b·(x − mean) + c, channel by channel; `forward` as in batch_norm_backward_sums. */
export const batch_norm_backward_apply = defineKernel({
  fields: {
    dy: "read",
    x: "read",
    affine: "read",
    forward: "read?",
    dx: "write",
    ...MAP,
  },
  axis: "sample",
  reference: ({ f32 }, { dy, x, affine, forward, dx, rows, channels, batch }) => {
    const coefficient = (row: number, i: number): number =>
      both(f32, affine / 4 + row * channels + (i % channels), 3 * channels);
    for (let i = 0; i < batch * rows * channels; i++) {
      const value = f32[x / 4 + i] as number;
      const gradient = (f32[dy / 4 + i] as number) * gate(f32, forward, value, i % channels, channels);
      const mean = f32[affine / 4 + (i % channels)] as number;
      f32[dx / 4 + i] = coefficient(1, i) * gradient + coefficient(2, i) * (value - mean) + coefficient(3, i);
    }
  },
});
