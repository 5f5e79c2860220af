export { type AugmentedImages, augmented } from "./augmented.ts";
export type { DataOverview, ExampleView, InputView, Range } from "./contract.ts";
export { dataOverview } from "./overview.ts";
