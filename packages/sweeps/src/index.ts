export type { Distribution, DistributionDefinition } from "./distributions/contract.ts";
export { OptionError } from "./distributions/option-error.ts";
export { distributions } from "./distributions/registry.ts";
export type { Method, MethodDefinition, Told } from "./methods/contract.ts";
export { methods } from "./methods/registry.ts";
export { createSearch, type Search, type SearchOptions } from "./search.ts";
export type { Parameter, Setting, Space } from "./space.ts";
