import { InputError } from "@assay/kernels";
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

const starts = {
  init: {
    $ref: "#/definitions/initializer",
    description: "How the weight starts. Default: PyTorch's, kaiming_uniform with a = √5.",
  },
  bias_init: {
    $ref: "#/definitions/initializer",
    description: "How the bias starts. Default: PyTorch's, uniform in ±1/√fan_in, as kaiming_uniform with a = √5.",
  },
} as const;

// The defaults are for the schema alone: in the type they would keep FromSchema from telling the other options' types.
export const initProperties: typeof starts = {
  init: { ...starts.init, ...{ default: torchDefault } },
  bias_init: { ...starts.bias_init, ...{ default: torchDefault } },
};

/** A nested part as the resolved spec holds it. */
export const partOf = (value: unknown): PartSpec | undefined => value as PartSpec | undefined;

/** A bias that is not there starts in no way. @throws InputError where the options say otherwise */
export function requireBias(part: string, bias: boolean, bias_init: unknown): void {
  if (bias || bias_init === undefined || canonical(bias_init) === canonical(torchDefault)) return;
  throw new InputError(part, "bias_init needs a bias, and bias is false", ["bias_init"], "leave it out");
}

const canonical = (part: unknown): string => JSON.stringify(Object.entries(part as object).sort());
