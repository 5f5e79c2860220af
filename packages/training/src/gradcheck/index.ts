export type { CheckedParameter, Derivative, GradcheckOptions, GradientCheck } from "./contract.ts";
export { gradcheck } from "./gradcheck.ts";
