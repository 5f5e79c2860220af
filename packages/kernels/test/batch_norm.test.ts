import { afterAll, describe, expect, test } from "vitest";
import { createEngine } from "../src/engine.ts";
import { stream } from "../src/random.ts";
import { createTensor } from "../src/tensor.ts";
import { createBench, elements } from "./harness.ts";

const engines = [createEngine({ threads: 2, numerics: "fused" }), createEngine({ threads: 1, numerics: "strict" })];
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const [BATCH, ROWS, CHANNELS] = [7, 101, 23];
const size = { rows: ROWS, channels: CHANNELS };

/** The values of one channel, in double precision. */
const channelOf = (values: ArrayLike<number>, c: number): number[] =>
  Array.from({ length: BATCH * ROWS }, (_, i) => values[i * CHANNELS + c] as number);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(engines)("batch norm far from zero, $numerics", (engine) => {
  test.each([0, 100, 10_000])(
    "mean %i, deviation 1: mean and 1/√variance within 1e-6, Σ dy·x̂ within 1e-6 of Σ |dy·x̂|, of two passes in f64",
    (centre) => {
      const [x, dy] = ["x", "dy"].map((label) => createTensor(label, [BATCH, ROWS, CHANNELS], "f32", true)) as [
        ReturnType<typeof createTensor>,
        ReturnType<typeof createTensor>,
      ];
      const [partial, back] = ["sums", "gradient sums"].map((label) =>
        createTensor(label, [BATCH, 2, CHANNELS], "f64", true),
      ) as [ReturnType<typeof createTensor>, ReturnType<typeof createTensor>];
      const moments = createTensor("moments", [2, CHANNELS]);
      const others = ["running_mean", "running_var", "dweight"].map((label) => createTensor(label, [CHANNELS]));
      const [running_mean, running_var, dweight] = others as [typeof x, typeof x, typeof x];
      const bench = createBench(engine, { batch: BATCH }, (emitter) => {
        const scale = emitter.workspace("scale", [2, CHANNELS]);
        const affine = emitter.workspace("coefficients", [3, CHANNELS]);
        emitter.emit("batch_norm_sums", { x, partial, ...size });
        const statistics = { partial, running_mean, running_var, moments, affine: scale, momentum: 0.1, eps: 0 };
        emitter.emit("batch_norm_finalize", { ...statistics, batch: BATCH, ...size });
        emitter.emit("batch_norm_backward_sums", { x, dy, moments, partial: back, ...size });
        emitter.emit("batch_norm_backward_finalize", {
          partial: back,
          moments,
          dweight,
          affine,
          batch: BATCH,
          ...size,
        });
        return [x, dy, partial, back, moments, ...others];
      });
      const random = stream(1, "far from zero");
      const [values, gradients] = [elements(engine, x), elements(engine, dy)];
      for (let i = 0; i < values.length; i++) {
        values[i] = centre + (random() + random() + random() + random() - 2) * Math.sqrt(3);
        gradients[i] = random() - 0.3;
      }
      bench.run();
      const [found, dot] = [elements(engine, moments), elements(engine, dweight)];
      for (let c = 0; c < CHANNELS; c++) {
        const channel = channelOf(values, c);
        const mean = meanOf(channel);
        const inverse = 1 / Math.sqrt(meanOf(channel.map((value) => (value - mean) ** 2)));
        expect(Math.abs((found[c] as number) - mean)).toBeLessThan(1e-6 * Math.max(1, centre));
        expect(Math.abs((found[CHANNELS + c] as number) / inverse - 1)).toBeLessThan(1e-6);
        // The mean itself is stored in f32: the products are compared with those of the stored one.
        const products = channelOf(gradients, c).map(
          (gradient, i) => gradient * ((channel[i] as number) - (found[c] as number)) * inverse,
        );
        const error = Math.abs((dot[c] as number) / products.length - meanOf(products));
        expect(error).toBeLessThan(1e-6 * meanOf(products.map(Math.abs)));
      }
    },
  );
});
