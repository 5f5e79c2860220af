import { InputError, sizeOf } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";

const schema = {
  type: "object",
  description:
    "Parametric rectified linear unit, y = x where x > 0, else weight · x with a learned weight, element by element (torch.nn.PReLU).",
  examples: [{ init: 0.1 }],
  additionalProperties: false,
  properties: {
    num_parameters: {
      type: "integer",
      minimum: 1,
      maximum: 1_000_000,
      default: 1,
      description: "Learned weights: 1 for all channels, or as many as there are channels.",
    },
    init: { type: "number", default: 0.25, description: "What every weight starts at." },
  },
} as const;

/**
 * y = x where x > 0, else weight · x; dx = dy or weight · dy, dweight = Σ dy · min(x, 0) (torch.nn.PReLU; He et al. 2015).
 * x [batch, …, c] → y [batch, …, c], weight [1] or [c]
 */
export const prelu = {
  schema,
  aliases: ["parametric_relu", "p_relu"],
  hints: { num_params: "num_parameters", channels: "num_parameters", alpha: "init", negative_slope: "init", a: "init" },
  build({ num_parameters = 1, init = 0.25 }, { input, parameter }) {
    const channels = input[input.length - 1] as number;
    if (num_parameters !== 1 && num_parameters !== channels) {
      const rule = `num_parameters must be 1, or the ${channels} channels, got ${num_parameters}`;
      throw new InputError("layers/prelu", rule, ["num_parameters"]);
    }
    const shared = num_parameters === 1;
    const size = { rows: shared ? 1 : sizeOf(input) / channels, channels: shared ? sizeOf(input) : channels };
    const kernel = { ...size, shared: shared ? 1 : 0 };
    const fan = { in: num_parameters, out: num_parameters };
    const weight = parameter("weight", [num_parameters], { type: "constant", value: init }, fan);
    return {
      output: input,
      flops: 2 * sizeOf(input),
      forward(emitter, x) {
        const y = emitter.tensor("output", input);
        emitter.emit("prelu", { x, weight: weight.value, y, ...kernel });
        return {
          y,
          backward(dy, needsInputGradient) {
            const dx = needsInputGradient ? emitter.tensor("input gradient", input) : undefined;
            const partial = emitter.tensor("gradient by sample", [num_parameters], "f64");
            emitter.emit("prelu_backward", { dy, x, weight: weight.value, dx, partial, ...kernel });
            const sums = { samples: emitter.batch, width: num_parameters };
            emitter.emit("prelu_finalize", { partial, dweight: weight.gradient, ...sums });
            return dx;
          },
        };
      },
    };
  },
} as const satisfies LayerDefinition<Partial<FromSchema<typeof schema>>>;
