import type { InitializerDefinition } from "../contract.ts";
import { fillNormal, type XavierOptions, xavierSchema, xavierStd } from "./scaled.ts";

/** Normal with the standard deviation of torch.nn.init.xavier_normal_. */
export const xavier_normal = {
  schema: {
    ...xavierSchema,
    description:
      "Normal, with a scale that keeps the variance from layer to layer with sigmoid or tanh between them (torch.nn.init.xavier_normal_).",
  } as const,
  aliases: ["glorot_normal"],
  fill: (values, options, fan, random) => fillNormal(values, xavierStd(options, fan), random),
} as const satisfies InitializerDefinition<XavierOptions>;
