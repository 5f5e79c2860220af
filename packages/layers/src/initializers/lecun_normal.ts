import type { InitializerDefinition } from "../contract.ts";
import { fillNormal } from "./scaled.ts";

/**
 * Normal with the standard deviation 1 / √fan_in (LeCun et al. 1998; for selu, Klambauer et al. 2017); that of kaiming_normal
 * with nonlinearity linear. Keras and JAX draw from a normal distribution of this deviation that is cut off at two of its own.
 */
export const lecun_normal = {
  schema: {
    type: "object",
    description:
      "Normal with the standard deviation 1/√fan_in, which keeps the variance from layer to layer with selu between them.",
    examples: [{}],
    additionalProperties: false,
    properties: {},
  } as const,
  fill: (values, _options, fan, random) => fillNormal(values, 1 / Math.sqrt(fan.in), random),
} as const satisfies InitializerDefinition;
