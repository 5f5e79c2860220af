import type { Dataset } from "@assay/data";
import { InputError } from "@assay/kernels";
import { located } from "./located.ts";
import type { PreparedRun } from "./prepare.ts";

/** @throws SpecError at the loss where a value to predict is none that it can judge */
export function checkTargetRange({ loaded, parts }: PreparedRun, { train, test }: Dataset): void {
  const { target } = parts.data;
  if (!parts.within || target.kind !== "values") return;
  const [low, high] = parts.within;
  for (const [name, { targets }] of Object.entries({ training: train, test })) {
    const at = targets.values.findIndex((value) => !(value >= low && value <= high));
    if (at < 0) continue;
    located(loaded, ["loss"], () => {
      const example = Math.floor(at / target.size) + 1;
      const rule = `needs targets in [${low}, ${high}], ${name} example ${example} has ${targets.values[at]}`;
      throw new InputError(`layers/${loaded.spec.loss.type}`, rule, [], "scale them, or take mse");
    });
  }
}
