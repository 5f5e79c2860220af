import type { Case } from "../case.ts";

/** [batch, pixels, channels] */
export const batchNormCases: readonly Case[] = [
  [1, 2, 1],
  [5, 1, 3],
  [3, 7, 4],
  [17, 3, 10],
  [2, 49, 9],
  [2, 3, 8],
  [3, 70, 21], // more than one run of pixels, more than one block of channels
].map(([batch, rows, channels]) => ({
  title: `batch norm forward and backward, batch ${batch}, ${rows} pixels, ${channels} channels`,
  batch: batch as number,
  build: (emitter, input, output) => {
    const [B, R, C] = [batch, rows, channels] as [number, number, number];
    const size = { rows: R, channels: C };
    const whole = { ...size, values: B * R };
    const x = input("x", [B, R, C]);
    const dy = input("dy", [B, R, C]);
    const weight = input("weight", [C]);
    const partial = output("partial", [B, 2, C], undefined, "f64");
    const moments = output("moments", [4, C]);
    const affine = output("affine", [2, C]);
    const running = { running_mean: output("mean", [C], () => 0.5), running_var: output("var", [C], () => 2) };
    emitter.emit("batch_norm_sums", { x, partial, ...whole });
    emitter.emit("batch_norm_finalize", {
      partial,
      weight,
      bias: input("bias", [C]),
      ...running,
      moments,
      affine,
      batch: B,
      ...size,
      momentum: 0.1,
      eps: 1e-5,
    });
    emitter.emit("batch_norm_apply", { x, affine, y: output("y", [B, R, C]), ...size });
    emitter.emit("batch_norm_apply", { x, affine, y: output("y behind relu", [B, R, C]), ...size, relu: true });
    const addend = input("addend", [B, R, C]);
    emitter.emit("batch_norm_apply", { x, affine, addend, y: output("sum", [B, R, C]), ...size });
    emitter.emit("batch_norm_apply", {
      x,
      affine,
      addend,
      y: output("sum behind relu", [B, R, C]),
      ...size,
      relu: true,
    });
    const back = output("backward partial", [B, 2, C], undefined, "f64");
    const coefficients = output("coefficients", [7, C]);
    emitter.emit("batch_norm_backward_sums", { x, dy, moments, partial: back, ...whole });
    emitter.emit("batch_norm_backward_finalize", {
      partial: back,
      weight,
      moments,
      dweight: output("dweight", [C]),
      dbias: output("dbias", [C]),
      affine: coefficients,
      batch: B,
      ...size,
    });
    emitter.emit("batch_norm_backward_apply", { dy, x, affine: coefficients, dx: output("dx", [B, R, C]), ...whole });
    const gated = output("partial behind relu", [B, 2, C], undefined, "f64");
    const dx = output("dx behind relu", [B, R, C]);
    emitter.emit("batch_norm_backward_sums", { x, dy, moments, partial: gated, forward: affine, ...whole });
    emitter.emit("batch_norm_backward_apply", { dy, x, affine: coefficients, forward: affine, dx, ...whole });
    emitter.emit("batch_norm_finalize", {
      ...running,
      affine: output("evaluation affine", [2, C]),
      batch: B,
      ...size,
      momentum: 0.1,
      eps: 1e-5,
    });
  },
}));
