import { InputError, sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description:
    "Gives each channel mean 0 and variance 1 over the batch, then a learned scale and shift (torch.nn.BatchNorm1d and 2d). Evaluation uses running statistics.",
  additionalProperties: false,
  properties: {
    eps: { type: "number", minimum: 1e-12, default: 1e-5, description: "Added to the variance." },
    momentum: {
      type: "number",
      minimum: 0,
      maximum: 1,
      default: 0.1,
      description: "Weight of the batch in the running statistics.",
    },
    affine: { type: "boolean", default: true, description: "Whether a scale (weight) and a shift (bias) are learned." },
  },
} as const;

const ONES = { type: "ones" };
const ZEROS = { type: "zeros" };

/**
 * y = (x − mean) / √(var + eps) · weight + bias, per channel (the last axis), over the batch and the image
 * (Ioffe and Szegedy 2015; torch.nn.BatchNorm1d and 2d).   x [batch, …, c] → y [batch, …, c]
 * Training uses the batch's statistics and moves the running ones; evaluation uses the running ones.
 */
export const batch_norm = {
  schema,
  hints: { epsilon: "eps", scale: "affine", center: "affine" },
  build({ eps = 1e-5, momentum = 0.1, affine = true }, { input, parameter, buffer }) {
    const channels = input[input.length - 1] as number;
    const rows = sizeOf(input) / channels;
    const size = { rows, channels };
    const fan = { in: channels, out: channels };
    const weight = affine ? parameter("weight", [channels], ONES, fan) : undefined;
    const bias = affine ? parameter("bias", [channels], ZEROS, fan) : undefined;
    const running_mean = buffer("running_mean", [channels], 0);
    const running_var = buffer("running_var", [channels], 1);
    return {
      output: input,
      flops: 2 * sizeOf(input),
      forward(emitter, x) {
        const { batch, training } = emitter;
        if (training && batch * rows === 1) {
          const rule = "needs more than one value a channel in training, got a batch of one example without an image";
          throw new InputError("layers/batch_norm", rule, [], "choose a batch_size that leaves no batch of one");
        }
        const y = emitter.tensor("output", input);
        const scale = emitter.workspace("scale", [2, channels]);
        const moments = training ? emitter.workspace("moments", [4, channels]) : undefined;
        const partial = training ? emitter.tensor("sums", [2, channels], "f64") : undefined;
        const whole = { ...size, values: batch * rows };
        if (partial) emitter.emit("batch_norm_sums", { x, partial, ...whole });
        const tensors = { partial, weight: weight?.value, bias: bias?.value, running_mean, running_var, moments };
        emitter.emit("batch_norm_finalize", { ...tensors, affine: scale, batch, ...size, momentum, eps });
        emitter.emit("batch_norm_apply", { x, affine: scale, y, ...size });
        return {
          y,
          backward(dy, needsInputGradient) {
            if (!moments) return undefined;
            // dx = weight/√(var + eps) · (dy − mean(dy) − x̂ · mean(dy · x̂))
            const sums = emitter.tensor("gradient sums", [2, channels], "f64");
            const coefficients = emitter.workspace("coefficients", [7, channels]);
            emitter.emit("batch_norm_backward_sums", { x, dy, moments, partial: sums, ...whole });
            const gradients = { dweight: weight?.gradient, dbias: bias?.gradient, affine: coefficients };
            emitter.emit("batch_norm_backward_finalize", {
              partial: sums,
              weight: weight?.value,
              moments,
              ...gradients,
              batch,
              ...size,
            });
            if (!needsInputGradient) return undefined;
            const dx = emitter.tensor("input gradient", input);
            emitter.emit("batch_norm_backward_apply", { dy, x, affine: coefficients, dx, ...whole });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<FromSchema<typeof schema>>;
