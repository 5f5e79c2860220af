import { defineKernel, type Views } from "../kernel.ts";

/** Channels of a unit of `group_norm_sums`; assembly/group_norm_sums.ts has the same number. */
const CHANNELS = 16;

interface Sizes {
  readonly rows: number;
  readonly channels: number;
  readonly groups: number;
}

/** The elements of a group of a sample: their places in the tensor and their channels. */
function* elementsOf({ rows, channels, groups }: Sizes, sample: number, group: number) {
  const width = channels / groups;
  for (let r = 0; r < rows; r++) {
    for (let c = group * width; c < (group + 1) * width; c++) yield [(sample * rows + r) * channels + c, c] as const;
  }
}

/** Value i of a tensor, or `absent` where it is not there. */
const reader =
  ({ f32 }: Views, absent: number) =>
  (tensor: number, i: number): number =>
    tensor ? (f32[tensor / 4 + i] as number) : absent;

/** moments (f32 [batch][groups][2]) = [mean, 1/√(var + eps)]; y = (x − mean) / √(var + eps) · weight + bias. */
export const group_norm = defineKernel({
  fields: {
    ...{ x: "read", weight: "read?", bias: "read?", y: "write", moments: "write" },
    ...{ rows: "i32", channels: "i32", groups: "i32", eps: "f32" },
  },
  axis: "sample",
  scratch: ({ channels }) => channels * 32 + 64,
  reference: (views, { x, weight, bias, y, moments, eps, batch, ...sizes }) => {
    const [{ f32 }, one, zero] = [views, reader(views, 1), reader(views, 0)];
    const n = (sizes.rows * sizes.channels) / sizes.groups;
    for (let unit = 0; unit < batch * sizes.groups; unit++) {
      const elements = [...elementsOf(sizes, Math.floor(unit / sizes.groups), unit % sizes.groups)];
      const mean = elements.reduce((sum, [i]) => sum + one(x, i), 0) / n;
      const variance = elements.reduce((sum, [i]) => sum + (one(x, i) - mean) * (one(x, i) - mean), 0) / n;
      const inverse = 1 / Math.sqrt(variance + eps);
      f32.set([mean, inverse], moments / 4 + 2 * unit);
      for (const [i, c] of elements) f32[y / 4 + i] = (one(x, i) - mean) * inverse * one(weight, c) + zero(bias, c);
    }
  },
});

/** dx = inverse · (g − mean(g) − x̂ · mean(g · x̂)) with g = dy · weight, means over a group. */
export const group_norm_backward = defineKernel({
  fields: {
    ...{ dy: "read", x: "read", weight: "read?", moments: "read", dx: "write" },
    ...{ rows: "i32", channels: "i32", groups: "i32" },
  },
  axis: "sample",
  scratch: ({ channels }) => channels * 32 + 64,
  reference: (views, { dy, x, weight, moments, dx, batch, ...sizes }) => {
    const at = reader(views, 1);
    const n = (sizes.rows * sizes.channels) / sizes.groups;
    for (let unit = 0; unit < batch * sizes.groups; unit++) {
      const [mean, inverse] = [at(moments, 2 * unit), at(moments, 2 * unit + 1)];
      const elements = [...elementsOf(sizes, Math.floor(unit / sizes.groups), unit % sizes.groups)];
      const rows = elements.map(([i, c]) => ({ i, g: at(dy, i) * at(weight, c), hat: (at(x, i) - mean) * inverse }));
      const sum = rows.reduce((total, { g }) => total + g, 0);
      const dot = rows.reduce((total, { g, hat }) => total + g * hat, 0);
      for (const { i, g, hat } of rows) views.f32[dx / 4 + i] = inverse * (g - sum / n - (hat * dot) / n);
    }
  },
});

/** partial (f64 [chunks][2][channels]) = [Σ dy · x̂, Σ dy] over the samples of a chunk. */
export const group_norm_sums = defineKernel({
  fields: {
    ...{ dy: "read", x: "read", moments: "read", partial: "write" },
    ...{ batch: "i32", chunk: "i32", rows: "i32", channels: "i32", groups: "i32" },
  },
  axis: "tile",
  units: ({ batch, chunk, channels }) => Math.ceil(batch / chunk) * Math.ceil(channels / CHANNELS),
  work: ({ chunk, rows }) => 8 * CHANNELS * chunk * rows,
  scratch: () => 64 + 2 * 128,
  reference: (views, { dy, x, moments, partial, batch, chunk, ...sizes }) => {
    const at = reader(views, 0);
    const { f64 } = views;
    const { channels, groups } = sizes;
    f64.fill(0, partial / 8, partial / 8 + Math.ceil(batch / chunk) * 2 * channels);
    for (let sample = 0; sample < batch; sample++) {
      const to = partial / 8 + Math.floor(sample / chunk) * 2 * channels;
      for (let group = 0; group < groups; group++) {
        const unit = 2 * (sample * groups + group);
        for (const [i, c] of elementsOf(sizes, sample, group)) {
          f64[to + c] = (f64[to + c] as number) + at(dy, i) * (at(x, i) - at(moments, unit)) * at(moments, unit + 1);
          f64[to + channels + c] = (f64[to + channels + c] as number) + at(dy, i);
        }
      }
    }
  },
});

/** dweight and dbias: the sums over the chunks. */
export const group_norm_finalize = defineKernel({
  fields: { partial: "read", dweight: "write?", dbias: "write?", chunks: "i32", channels: "i32" },
  axis: "tile",
  units: ({ channels }) => channels,
  work: ({ chunks }) => 8 * chunks,
  reference: ({ f32, f64 }, { partial, dweight, dbias, chunks, channels }) => {
    for (let c = 0; c < channels; c++) {
      let [dot, sum] = [0, 0];
      for (let i = 0; i < chunks; i++) {
        dot += f64[partial / 8 + 2 * i * channels + c] as number;
        sum += f64[partial / 8 + (2 * i + 1) * channels + c] as number;
      }
      if (dweight) f32[dweight / 4 + c] = dot;
      if (dbias) f32[dbias / 4 + c] = sum;
    }
  },
});
