import type { InitializerDefinition } from "../contract.ts";
import { fillNormal, type KaimingOptions, kaimingSchema, kaimingStd } from "./scaled.ts";

/** Normal with the standard deviation of torch.nn.init.kaiming_normal_. */
export const kaiming_normal = {
  schema: {
    ...kaimingSchema,
    description:
      "Normal, with a scale that keeps the variance from layer to layer with relu or the like between them (torch.nn.init.kaiming_normal_).",
  } as const,
  aliases: ["he_normal"],
  fill: (values, options, fan, random) => fillNormal(values, kaimingStd(options, fan), random),
} as const satisfies InitializerDefinition<KaimingOptions>;
