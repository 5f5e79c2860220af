import { cos, log } from "@assay/kernels";
import type { FromSchema } from "json-schema-to-ts";
import type { Fan } from "../contract.ts";

/** Fills with draws from the uniform distribution on [−bound, bound). */
export function fillUniform(values: Float32Array, bound: number, random: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] = (2 * random() - 1) * bound;
}

/** Fills with draws from the normal distribution with mean 0 (Box and Muller 1958: two uniform draws give two normal ones). */
export function fillNormal(values: Float32Array | Float64Array, std: number, random: () => number): void {
  for (let i = 0; i < values.length; i += 2) {
    const radius = Math.sqrt(-2 * log(1 - random())); // 1 − u is in (0, 1]: its logarithm is finite
    const angle = 6.283185307179586 * random();
    values[i] = std * radius * cos(angle);
    if (i + 1 < values.length) values[i + 1] = std * radius * cos(angle - 1.5707963267948966);
  }
}

export const xavierSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    gain: { type: "number", exclusiveMinimum: 0, default: 1, description: "Factor on the scale; 5/3 suits tanh." },
  },
} as const;

export const kaimingSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    mode: {
      enum: ["fan_in", "fan_out"],
      default: "fan_in",
      description: "Keep the variance of the forward (fan_in) or of the backward pass (fan_out).",
    },
    nonlinearity: {
      enum: ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"],
      default: "leaky_relu",
      description: "What follows the layer: it sets the gain.",
    },
    a: {
      type: "number",
      default: 0,
      description: "Negative slope of leaky_relu; √5 gives torch.nn.Linear's own default.",
    },
  },
} as const;

export type XavierOptions = Partial<FromSchema<typeof xavierSchema>>;
export type KaimingOptions = Partial<FromSchema<typeof kaimingSchema>>;

/** gain · √(2 / (fan_in + fan_out)), torch.nn.init.xavier_normal_ (Glorot and Bengio 2010). */
export const xavierStd = ({ gain = 1 }: XavierOptions, fan: Fan): number => gain * Math.sqrt(2 / (fan.in + fan.out));

/** gain / √fan, torch.nn.init.kaiming_normal_ (He et al. 2015). */
export function kaimingStd({ mode = "fan_in", nonlinearity = "leaky_relu", a = 0 }: KaimingOptions, fan: Fan): number {
  const leaky_relu = Math.sqrt(2 / (1 + a * a));
  const gains = { linear: 1, sigmoid: 1, tanh: 5 / 3, relu: Math.SQRT2, leaky_relu, selu: 3 / 4 };
  return gains[nonlinearity] / Math.sqrt(mode === "fan_in" ? fan.in : fan.out);
}
