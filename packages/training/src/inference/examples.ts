import { InputError, sizeOf } from "@assay/kernels";
import type { ModelDescription } from "../events.ts";
import type { Inputs, Targets } from "./contract.ts";

const PART = "training/inference";

/** How many examples these inputs are. @throws InputError unless they are whole rows of the model's kind */
export function countInputs({ input: { dtype, shape } }: ModelDescription, inputs: Inputs): number {
  const size = sizeOf(shape);
  const kindOf = (isBytes: boolean): string => (isBytes ? "bytes" : "floats");
  const got = kindOf(inputs instanceof Uint8Array);
  const wanted = kindOf(dtype === "u8");
  if (got === wanted && inputs.length > 0 && inputs.length % size === 0) return inputs.length / size;
  throw new InputError(PART, `inputs must be rows of ${size} ${wanted}, got ${inputs.length} ${got}`);
}

/** @throws InputError unless there is a class of the model, or a row of values, for each of so many examples */
export function checkTargets({ target }: ModelDescription, targets: Targets, examples: number): void {
  const wanted = target.kind === "class" ? examples : examples * target.size;
  if (targets.length !== wanted) throw new InputError(PART, `there must be ${wanted} targets, got ${targets.length}`);
  if (target.kind !== "class") return;
  const { classes } = target;
  for (const label of targets) {
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new InputError(PART, `targets must be classes from 0 to ${classes - 1}, got ${label}`);
  }
}
