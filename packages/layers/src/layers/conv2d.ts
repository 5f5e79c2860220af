import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { biasProperty, initProperties, partOf, requireBias, torchDefault } from "./weights.ts";
import { imageOf, type Pair, pair, pairSchema, textOf, windowOutput } from "./window.ts";

const schema = {
  type: "object",
  description:
    "2-d convolution: each of out_channels kernels slides over the image and gives one channel (torch.nn.Conv2d).",
  examples: [{ out_channels: 16, kernel_size: 3, padding: "same" }],
  required: ["out_channels", "kernel_size"],
  additionalProperties: false,
  properties: {
    out_channels: { type: "integer", minimum: 1, maximum: 100_000, description: "Channels of the output." },
    kernel_size: pairSchema(1, "Size of the kernel: one number, or [height, width]."),
    stride: { ...pairSchema(1, "Step of the kernel: one number, or [rows, columns].", 1_000), default: 1 },
    dilation: {
      ...pairSchema(1, "Pixels from one tap of the kernel to the next: one number, or [rows, columns].", 1_000),
      default: 1,
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
      oneOf: [
        { type: "integer", minimum: 0, maximum: 1_000 },
        { type: "array", items: { type: "integer", minimum: 0, maximum: 1_000 }, minItems: 2, maxItems: 2 },
        { enum: ["same", "valid"] },
      ],
      default: 0,
      description:
        "Zeros around the image: a number for every side, [above and below, left and right], valid (none), or same (the output is as large as the input).",
    },
    ...biasProperty,
    ...initProperties,
  },
} as const;

type Options = FromSchema<typeof schema>;

/**
 * 2-d convolution (cross-correlation, torch.nn.Conv2d).   x [batch, h, w, in] → y [batch, h', w', out_channels],
 * W [kernel row, kernel column, in / groups, out]; h' = ⌊(h + padding over both sides − dilation · (kernel − 1) − 1) / stride⌋ + 1,
 * w' likewise; stride, padding and dilation are one number, or one an axis.
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
    const [stride_y, stride_x] = pair(stride);
    const [dilation_y, dilation_x] = pair(dilation);
    if (padding === "same" && (stride_y !== 1 || stride_x !== 1)) {
      throw new InputError(
        "layers/conv2d",
        `padding "same" needs stride 1, got stride ${textOf([stride_y, stride_x])}`,
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
    const total = paddingOver(padding, [dilation_y * (kh - 1), dilation_x * (kw - 1)]);
    const [outHeight, outWidth] = windowOutput("conv2d", [height, width], {
      kernel: [kh, kw],
      stride: [stride_y, stride_x],
      padding: total,
      dilation: [dilation_y, dilation_x],
    });
    const [pad_top, pad_left] = [Math.floor(total[0] / 2), Math.floor(total[1] / 2)];
    const geometry = { stride_y, stride_x, pad_top, pad_left, dilation_y, dilation_x, groups };
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

/** Zeros over both sides of each axis; `reach`: from the kernel's first tap to its last. An odd one goes below and to the right, as in PyTorch. */
function paddingOver(padding: Pair | "same" | "valid", reach: readonly [number, number]): readonly [number, number] {
  if (padding === "same") return reach;
  const [rows, columns] = padding === "valid" ? [0, 0] : pair(padding);
  return [2 * rows, 2 * columns];
}
