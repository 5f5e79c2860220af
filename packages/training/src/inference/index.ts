export { type Answer, answersOf, type RankedClass } from "./answers.ts";
export { type Average, createAverage } from "./average.ts";
export type { Evaluation, Inputs, OpenModel, OpenOptions, StoredModel, Targets } from "./contract.ts";
export { type ExampleSet, readExampleSet } from "./example-set.ts";
export { type Judged, type Judgement, judgeOutputs } from "./judge-outputs.ts";
export { openModel } from "./open-model.ts";
