import { InputError } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { biasProperty, initProperties, partOf, requireBias, torchDefault } from "./weights.ts";

const schema = {
  type: "object",
  description: "Fully connected layer, y = x W + b (torch.nn.Linear). It needs a flat input: put flatten before it.",
  examples: [{ out_features: 128 }, { out_features: 10, init: { type: "xavier_uniform" }, bias_init: "zeros" }],
  required: ["out_features"],
  additionalProperties: false,
  properties: {
    out_features: { type: "integer", minimum: 1, maximum: 1_000_000, description: "Size of the output." },
    ...biasProperty,
    ...initProperties,
  },
} as const;

type Options = FromSchema<typeof schema>;

/**
 * Fully connected layer: y = x W + b.   x [batch, in] → y [batch, out_features], W [in, out_features].
 * W starts kaiming-uniform (a = √5), b uniform in ±1/√in, as in torch.nn.Linear (whose weight is Wᵀ).
 */
export const linear = {
  schema,
  aliases: ["dense", "fully_connected", "fc"],
  hints: {
    units: "out_features",
    features: "out_features",
    use_bias: "bias",
    kernel_initializer: "init",
    bias_initializer: "bias_init",
  },
  build({ out_features, bias = true, init, bias_init }, { input, parameter }) {
    if (input.length !== 1) {
      throw new InputError(
        "layers/linear",
        `needs a flat input, got a map of ${input.join("×")}`,
        [],
        'put "- flatten" before it',
      );
    }
    const size = input[0] as number;
    const fan = { in: size, out: out_features };
    const W = parameter("weight", [size, out_features], partOf(init) ?? torchDefault, fan);
    requireBias("layers/linear", bias, bias_init);
    const b = bias ? parameter("bias", [out_features], partOf(bias_init) ?? torchDefault, fan) : undefined;
    return {
      output: [out_features],
      flops: 2 * size * out_features,
      forward(emitter, x) {
        const y = emitter.tensor("output", [out_features]);
        emitter.emit("linear", { x, weight: W.value, bias: b?.value, y });
        return {
          y,
          backward(dy, needsInputGradient) {
            const dx = needsInputGradient ? emitter.tensor("input gradient", [size]) : undefined;
            // dW = xᵀ dy, db = Σ dy, dx = dy Wᵀ
            emitter.emit("linear_backward", { x, dy, weight: W.value, dweight: W.gradient, dbias: b?.gradient, dx });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<Options>;
