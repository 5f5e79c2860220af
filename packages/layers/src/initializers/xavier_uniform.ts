import type { InitializerDefinition } from "../contract.ts";
import { fillUniform, type XavierOptions, xavierSchema, xavierStd } from "./scaled.ts";

/** Uniform on ±√3 · std, so that the standard deviation is that of xavier_normal; torch.nn.init.xavier_uniform_. */
export const xavier_uniform = {
  schema: xavierSchema,
  aliases: ["glorot_uniform"],
  fill: (values, options, fan, random) => fillUniform(values, Math.sqrt(3) * xavierStd(options, fan), random),
} as const satisfies InitializerDefinition<XavierOptions>;
