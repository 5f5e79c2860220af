import { choice } from "./choice.ts";
import type { DistributionDefinition } from "./contract.ts";
import { int_uniform } from "./int_uniform.ts";
import { log_uniform } from "./log_uniform.ts";
import { normal } from "./normal.ts";
import { q_uniform } from "./q_uniform.ts";
import { uniform } from "./uniform.ts";

/** Every distribution by its name. */
export const distributions: Readonly<Record<string, DistributionDefinition>> = {
  uniform,
  log_uniform,
  int_uniform,
  q_uniform,
  normal,
  choice,
};
