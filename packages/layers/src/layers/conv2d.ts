import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { biasProperty, initProperties, partOf, requireBias, torchDefault } from "./weights.ts";
import { imageOf, pair, pairSchema, windowOutput } from "./window.ts";

const schema = {
  type: "object",
  required: ["out_channels", "kernel_size"],
  additionalProperties: false,
  properties: {
    out_channels: { type: "integer", minimum: 1, maximum: 100_000, description: "Channels of the output." },
    kernel_size: pairSchema(1, "Size of the kernel: one number, or [height, width]."),
    stride: { type: "integer", minimum: 1, maximum: 1_000, default: 1, description: "Step of the kernel." },
    dilation: {
      type: "integer",
      minimum: 1,
      maximum: 1_000,
      default: 1,
      description: "Pixels from one tap of the kernel to the next.",
    },
    groups: {
      type: "integer",
      minimum: 1,
      maximum: 100_000,
      default: 1,
      description:
        "Groups of channels that are convolved on their own; as many as there are input channels: a depthwise convolution.",
    },
    padding: {
      oneOf: [{ type: "integer", minimum: 0, maximum: 1_000 }, { enum: ["same", "valid"] }],
      default: 0,
      description:
        "Zeros around the image: a number for every side, valid (none), or same (the output is as large as the input).",
    },
    ...biasProperty,
    ...initProperties,
  },
} as const;

type Options = FromSchema<typeof schema>;

/**
 * 2-d convolution (cross-correlation, torch.nn.Conv2d).   x [batch, h, w, in] → y [batch, h', w', out_channels],
 * W [kernel row, kernel column, in / groups, out]; h' = ⌊(h + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1.
 * Group i of the output's channels reads group i of the input's. W and b start uniform in ±1/√(in / groups · kernel area), as
 * in PyTorch.
 */
export const conv2d = {
  schema,
  aliases: ["conv", "convolution", "depthwise_conv2d"],
  hints: {
    filters: "out_channels",
    channels: "out_channels",
    kernel: "kernel_size",
    kernel_shape: "kernel_size",
    strides: "stride",
    pad: "padding",
    use_bias: "bias",
    kernel_initializer: "init",
    bias_initializer: "bias_init",
    dilation_rate: "dilation",
    dilations: "dilation",
    dilate: "dilation",
    group: "groups",
    num_groups: "groups",
    num_group: "groups",
  },
  build(options, { input, parameter }) {
    const {
      out_channels,
      kernel_size,
      stride = 1,
      padding = 0,
      dilation = 1,
      groups = 1,
      bias = true,
      init,
      bias_init,
    } = options;
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
    if (channels % groups !== 0 || out_channels % groups !== 0) {
      throw new InputError(
        "layers/conv2d",
        `groups must divide the ${channels} input channels and the ${out_channels} out_channels, got ${groups}`,
        ["groups"],
        channels % groups === 0 ? `use a multiple of ${groups} as out_channels` : undefined,
      );
    }
    const reach = [dilation * (kh - 1), dilation * (kw - 1)] as const; // from the first tap to the last
    // An odd zero goes below and to the right, as in PyTorch.
    const total = padding === "same" ? reach : pair(padding === "valid" ? 0 : 2 * padding);
    const [outHeight, outWidth] = windowOutput("conv2d", [height, width], [kh, kw], total, stride, dilation);
    const [pad_top, pad_left] = [Math.floor(total[0] / 2), Math.floor(total[1] / 2)];
    const geometry = { stride, pad_top, pad_left, dilation, groups };
    const output = [outHeight, outWidth, out_channels];

    const area = kh * kw;
    const inputs = channels / groups;
    const fan = { in: inputs * area, out: out_channels * area };
    const W = parameter("weight", [kh, kw, inputs, out_channels], partOf(init) ?? torchDefault, fan);
    requireBias("layers/conv2d", bias, bias_init);
    const b = bias ? parameter("bias", [out_channels], partOf(bias_init) ?? torchDefault, fan) : undefined;
    return {
      output,
      flops: 2 * outHeight * outWidth * out_channels * inputs * area,
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
