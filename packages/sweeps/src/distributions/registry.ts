import { choice } from "./choice.ts";
import type { Distribution, DistributionDefinition } from "./contract.ts";
import { int_uniform } from "./int_uniform.ts";
import { log_uniform } from "./log_uniform.ts";
import { normal } from "./normal.ts";
import { q_uniform } from "./q_uniform.ts";
import { uniform } from "./uniform.ts";

/** Every distribution by its name. */
export const distributions = { uniform, log_uniform, int_uniform, q_uniform, normal, choice } as const;

/** One by a name that was read. */
export const distributionNamed = (
  name: string,
): { readonly schema: DistributionDefinition["schema"]; build(options: object): Distribution } | undefined =>
  Object.hasOwn(distributions, name) ? (distributions as never)[name] : undefined;
