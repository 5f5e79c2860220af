export { write } from "../memory.ts";
export { createRepeatedStep, type RepeatedStep } from "./repeated-step.ts";
export { createRepeatedTest, type RepeatedTest } from "./repeated-test.ts";
export { secondsACall } from "./seconds-a-call.ts";
export { timeCalls } from "./time-calls.ts";
export { timeStep } from "./time-step.ts";
