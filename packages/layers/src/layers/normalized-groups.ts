import { InputError } from "@assay/kernels";
import type { BuiltLayer, Parameter, Shape } from "../contract.ts";

/** What the layers that normalize each sample by itself share. */
export const normProperties = {
  eps: { type: "number", minimum: 1e-12, default: 1e-5, description: "Added to the variance." },
} as const;

/** How a sample is divided: `rows` pixels of `channels`, neighbouring channels in `groups` that are normalized together. */
interface Groups {
  readonly rows: number;
  readonly channels: number;
  readonly groups: number;
}

/**
 * y = (x − mean) / √(var + eps) · weight + bias with the mean and the variance of each group of each sample, in training and in
 * evaluation.
 * @param part who speaks: "layers/group_norm"
 * @throws InputError where a group is one value, which would always become 0
 */
export function normalizedGroups(
  part: string,
  input: Shape,
  size: Groups,
  {
    eps,
    weight,
    bias,
  }: { readonly eps: number; readonly weight: Parameter | undefined; readonly bias: Parameter | undefined },
): BuiltLayer {
  const values = (size.rows * size.channels) / size.groups;
  if (values < 2) {
    const hint = size.groups > 1 ? "use fewer groups" : "give the layer before it more outputs, or leave it out";
    throw new InputError(part, "needs more than one value that is normalized together, got one", [], hint);
  }
  return {
    output: input,
    // A mean, a variance, and a scale with a shift.
    flops: 6 * size.rows * size.channels,
    forward(emitter, x) {
      const y = emitter.tensor("output", input);
      const moments = emitter.tensor("moments", [size.groups, 2]);
      emitter.emit("group_norm", { x, weight: weight?.value, bias: bias?.value, y, moments, ...size, eps });
      return {
        y,
        backward(dy, needsInputGradient) {
          if (!needsInputGradient && !weight && !bias) return undefined;
          const dx = needsInputGradient ? emitter.tensor("input gradient", input) : undefined;
          const gradients = { dweight: weight?.gradient, dbias: bias?.gradient, dx };
          emitter.emit("group_norm_backward", { dy, x, weight: weight?.value, moments, ...gradients, ...size });
          return dx;
        },
      };
    },
  };
}
