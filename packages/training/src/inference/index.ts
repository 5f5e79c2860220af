export { type Answer, answersOf, type RankedClass } from "./answers.ts";
export type { Evaluation, Inputs, OpenModel, OpenOptions, StoredModel, Targets } from "./contract.ts";
export { type ExampleSet, readExampleSet } from "./example-set.ts";
export { openModel } from "./open-model.ts";
