import { createTensor, InputError } from "@assay/kernels";
import type { Constant } from "../contract.ts";

/** An option with a number for each output. @throws InputError where there are more or fewer */
export function oneEach(part: string, option: string, values: readonly number[], outputs: number): Constant {
  if (values.length === outputs) return { tensor: createTensor(`loss ${option}`, [outputs]), values };
  throw new InputError(part, `${option} must have a number for each of the ${outputs} outputs, got ${values.length}`, [
    option,
  ]);
}
