export { type Comparison, compareOutputs } from "./compare-outputs.ts";
export { describeMachine } from "./describe-machine.ts";
