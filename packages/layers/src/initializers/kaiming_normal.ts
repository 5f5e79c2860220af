import type { InitializerDefinition } from "../contract.ts";
import { fillNormal, type KaimingOptions, kaimingSchema, kaimingStd } from "./scaled.ts";

/** Normal with the standard deviation of torch.nn.init.kaiming_normal_. */
export const kaiming_normal = {
  schema: kaimingSchema,
  aliases: ["he_normal"],
  fill: (values, options, fan, random) => fillNormal(values, kaimingStd(options, fan), random),
} as const satisfies InitializerDefinition<KaimingOptions>;
