import type { Dataset, Target } from "@assay/data";
import { InputError } from "@assay/kernels";
import { located } from "./located.ts";
import type { ModelParts } from "./model-parts.ts";
import type { PreparedRun } from "./prepare.ts";

/** Whose targets are checked, and what to do about them. */
interface Judging {
  readonly loss: string;
  readonly within: ModelParts["within"];
  readonly target: Target;
  /** What an example is called in an error: "training example". */
  readonly example: string;
  readonly hint: string;
}

/** @throws SpecError at the loss where a value to predict is none that it can judge */
export function checkTargetRange({ loaded, parts }: PreparedRun, { train, test }: Dataset): void {
  const judging = { loss: loaded.spec.loss.type, within: parts.within, target: parts.data.target };
  for (const [name, { targets }] of Object.entries({ training: train, test })) {
    const naming = { example: `${name} example`, hint: "scale them, or take mse" };
    located(loaded, ["loss"], () => checkRange({ ...judging, ...naming }, targets.values));
  }
}

/** @throws InputError by the loss where a value to predict is outside of what it can judge */
export function checkRange({ loss, within, target, example, hint }: Judging, values: ArrayLike<number>): void {
  if (!within || target.kind !== "values") return;
  const [low, high] = within;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value >= low && value <= high) continue;
    const rule = `needs targets in [${low}, ${high}], ${example} ${Math.floor(i / target.size) + 1} has ${value}`;
    throw new InputError(`layers/${loss}`, rule, [], hint);
  }
}
