import type { InitializerDefinition } from "../contract.ts";
import { fillUniform, type XavierOptions, xavierSchema, xavierStd } from "./scaled.ts";

/** Uniform on ±√3 · std, so that the standard deviation is that of xavier_normal; torch.nn.init.xavier_uniform_. */
export const xavier_uniform = {
  schema: {
    ...xavierSchema,
    description:
      "Uniform, with a scale that keeps the variance from layer to layer with sigmoid or tanh between them (torch.nn.init.xavier_uniform_).",
  } as const,
  aliases: ["glorot_uniform"],
  fill: (values, options, fan, random) => fillUniform(values, Math.sqrt(3) * xavierStd(options, fan), random),
} as const satisfies InitializerDefinition<XavierOptions>;
