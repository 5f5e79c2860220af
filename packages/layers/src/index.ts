export type * from "./contract.ts";
export { createModel, emitModel, initialize, type Model } from "./model.ts";
export { initializers, layers, losses, metrics } from "./registry.ts";
