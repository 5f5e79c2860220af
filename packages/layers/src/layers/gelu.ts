import type { FromSchema } from "json-schema-to-ts";
import type { LayerDefinition } from "../contract.ts";
import { elementwise } from "./activation.ts";

const schema = {
  type: "object",
  description:
    "Gaussian error linear unit, y = x Φ(x) with the normal distribution Φ, element by element (torch.nn.GELU).",
  additionalProperties: false,
  properties: {
    approximate: {
      enum: ["none", "tanh"],
      default: "none",
      description: "none: with the error function; tanh: the approximation that is at most 5e-4 from it.",
    },
  },
} as const;

/**
 * y = x Φ(x) = ½ x (1 + erf(x / √2)), dx = dy (Φ(x) + x φ(x)) with the normal distribution Φ and its density φ; with tanh
 * y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (torch.nn.GELU; Hendrycks and Gimpel 2016).
 */
export const gelu = {
  schema,
  hints: { approximation: "approximate" },
  build({ approximate = "none" }, { input }) {
    const kind = approximate === "tanh" ? "gelu_tanh" : "gelu";
    return elementwise(input, {
      flops: kind === "gelu_tanh" ? 9 : 5,
      from: "x",
      forward: (emitter, fields) => emitter.emit(kind, fields),
      backward: (emitter, fields) => emitter.emit(`${kind}_backward`, fields),
    });
  },
} as const satisfies LayerDefinition<Partial<FromSchema<typeof schema>>>;
