import type { InitializerDefinition, PartSpec } from "./contract.ts";
import { initializers } from "./registry.ts";

/** The initializer of a spec's `type`. */
export const findInitializer = ({ type }: PartSpec): InitializerDefinition<PartSpec> | undefined =>
  (initializers as unknown as Record<string, InitializerDefinition<PartSpec>>)[type];
