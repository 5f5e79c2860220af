import type { PartSpec } from "../contract.ts";

/** Schema of the options that layers with weights share. */
export const biasProperty = {
  bias: { type: "boolean", default: true, description: "Whether a bias is added." },
} as const;

/** How weight and bias start in torch.nn.Linear and Conv2d: uniform in ±1/√fan_in, written as kaiming with a = √5. */
export const torchDefault = {
  type: "kaiming_uniform",
  mode: "fan_in",
  nonlinearity: "leaky_relu",
  a: Math.sqrt(5),
} as const satisfies PartSpec;

const init = {
  $ref: "#/definitions/initializer",
  description: "How the weight starts. Default: PyTorch's, kaiming_uniform with a = √5.",
} as const;

// The default is for the schema alone: in the type it would keep FromSchema from telling the other options' types.
export const initProperty: { readonly init: typeof init } = { init: { ...init, ...{ default: torchDefault } } };

/** A nested part as the resolved spec holds it. */
export const partOf = (value: unknown): PartSpec | undefined => value as PartSpec | undefined;
