import { defineKernel } from "../kernel.ts";

const SIZE = { rows: "i32", channels: "i32", shared: "i32" } as const;

/** y = x where x > 0, else weight · x; the weight is one a channel, or with `shared` one number. */
export const prelu = defineKernel({
  fields: { x: "read", weight: "read", y: "write", ...SIZE },
  axis: "sample",
  reference: ({ f32 }, { x, weight, y, rows, channels, shared, batch }) => {
    for (let i = 0; i < batch * rows * channels; i++) {
      const value = f32[x / 4 + i] as number;
      const slope = f32[weight / 4 + (shared ? 0 : i % channels)] as number;
      f32[y / 4 + i] = value > 0 ? value : slope * value;
    }
  },
});

/** dx = dy where x > 0, else weight · dy; partial (f64 [batch][channels], with `shared` [batch]) = Σ dy · min(x, 0). */
export const prelu_backward = defineKernel({
  fields: { dy: "read", x: "read", weight: "read", dx: "write?", partial: "write", ...SIZE },
  axis: "sample",
  reference: ({ f32, f64 }, { dy, x, weight, dx, partial, rows, channels, shared, batch }) => {
    const width = shared ? 1 : channels;
    f64.fill(0, partial / 8, partial / 8 + batch * width);
    for (let i = 0; i < batch * rows * channels; i++) {
      const [value, gradient] = [f32[x / 4 + i] as number, f32[dy / 4 + i] as number];
      const place = shared ? 0 : i % channels;
      if (dx) f32[dx / 4 + i] = value > 0 ? gradient : gradient * (f32[weight / 4 + place] as number);
      const to = partial / 8 + Math.floor(i / (rows * channels)) * width + place;
      f64[to] = (f64[to] as number) + gradient * Math.min(value, 0);
    }
  },
});

/** dweight[i] = Σ partial[sample][i] over `samples` rows of `width` numbers. */
export const prelu_finalize = defineKernel({
  fields: { partial: "read", dweight: "write", samples: "i32", width: "i32" },
  axis: "tile",
  units: ({ width }) => width,
  work: ({ samples }) => 4 * samples,
  reference: ({ f32, f64 }, { partial, dweight, samples, width }) => {
    for (let i = 0; i < width; i++) {
      let sum = 0;
      for (let s = 0; s < samples; s++) sum += f64[partial / 8 + s * width + i] as number;
      f32[dweight / 4 + i] = sum;
    }
  },
});
