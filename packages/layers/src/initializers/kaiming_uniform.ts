import type { InitializerDefinition } from "../contract.ts";
import { fillUniform, type KaimingOptions, kaimingSchema, kaimingStd } from "./scaled.ts";

/** Uniform on ±√3 · std, so that the standard deviation is that of kaiming_normal; torch.nn.init.kaiming_uniform_. */
export const kaiming_uniform = {
  schema: {
    ...kaimingSchema,
    description:
      "Uniform, with a scale that keeps the variance from layer to layer with relu or the like between them (torch.nn.init.kaiming_uniform_).",
  } as const,
  aliases: ["he_uniform"],
  fill: (values, options, fan, random) => fillUniform(values, Math.sqrt(3) * kaimingStd(options, fan), random),
} as const satisfies InitializerDefinition<KaimingOptions>;
