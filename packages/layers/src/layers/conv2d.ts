import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { biasProperty, initProperty, partOf, torchDefault } from "./weights.ts";
import { imageOf, pair, pairSchema, windowOutput } from "./window.ts";

const schema = {
  type: "object",
  required: ["out_channels", "kernel_size"],
  additionalProperties: false,
  properties: {
    out_channels: { type: "integer", minimum: 1, maximum: 100_000, description: "Channels of the output." },
    kernel_size: pairSchema(1, "Size of the kernel: one number, or [height, width]."),
    stride: { type: "integer", minimum: 1, maximum: 1_000, default: 1, description: "Step of the kernel." },
    padding: {
      oneOf: [{ type: "integer", minimum: 0, maximum: 1_000 }, { enum: ["same", "valid"] }],
      default: 0,
      description:
        "Zeros around the image: a number for every side, valid (none), or same (the output is as large as the input).",
    },
    ...biasProperty,
    ...initProperty,
  },
} as const;

type Options = FromSchema<typeof schema>;

/**
 * 2-d convolution (cross-correlation, torch.nn.Conv2d).   x [batch, h, w, in] → y [batch, h', w', out_channels],
 * W [kernel row, kernel column, in, out]; h' = ⌊(h + padding − kernel) / stride⌋ + 1.
 * W and b start uniform in ±1/√(in · kernel area), as in PyTorch.
 */
export const conv2d = {
  schema,
  hints: {
    filters: "out_channels",
    channels: "out_channels",
    kernel: "kernel_size",
    kernel_shape: "kernel_size",
    strides: "stride",
    pad: "padding",
    use_bias: "bias",
  },
  build({ out_channels, kernel_size, stride = 1, padding = 0, bias = true, init }, { input, parameter }) {
    const [height, width, channels] = imageOf("conv2d", input);
    const [kh, kw] = pair(kernel_size);
    if (padding === "same" && stride !== 1) {
      throw new InputError(
        "layers/conv2d",
        `padding "same" needs stride 1, got stride ${stride}`,
        ["padding"],
        "give the padding as a number",
      );
    }
    // An even kernel's odd zero goes below and to the right, as in PyTorch.
    const total = padding === "same" ? ([kh - 1, kw - 1] as const) : pair(padding === "valid" ? 0 : 2 * padding);
    const [outHeight, outWidth] = windowOutput("conv2d", [height, width], [kh, kw], total, stride);
    const geometry = { stride, pad_top: Math.floor(total[0] / 2), pad_left: Math.floor(total[1] / 2) };
    const output = [outHeight, outWidth, out_channels];

    const area = kh * kw;
    const fan = { in: channels * area, out: out_channels * area };
    const W = parameter("weight", [kh, kw, channels, out_channels], partOf(init) ?? torchDefault, fan);
    const b = bias ? parameter("bias", [out_channels], torchDefault, fan) : undefined;
    return {
      output,
      flops: 2 * outHeight * outWidth * out_channels * channels * area,
      forward(emitter, x) {
        const y = emitter.tensor("output", output);
        emitter.emit("conv2d", { x, weight: W.value, bias: b?.value, y, ...geometry });
        return {
          y,
          backward(dy, needsInputGradient) {
            const dx = needsInputGradient ? emitter.tensor("input gradient", input) : undefined;
            const gradients = { dweight: W.gradient, dbias: b?.gradient, dx };
            emitter.emit("conv2d_backward", { x, dy, weight: W.value, ...gradients, ...geometry });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<Options>;
