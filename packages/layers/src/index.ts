export type * from "./contract.ts";
export { emitModel } from "./emit-model.ts";
export { initialize } from "./initialize.ts";
export { type Pair, pair } from "./layers/window.ts";
export { createModel, type Model } from "./model.ts";
export { initializers, layers, losses, metrics } from "./registry.ts";
