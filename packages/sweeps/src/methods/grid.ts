import { OptionError } from "../distributions/option-error.ts";
import { hasAll, type Setting, type Space } from "../space.ts";
import type { MethodDefinition } from "./contract.ts";

export const grid: MethodDefinition = {
  description: "Every combination of the values, the last parameter varying fastest.",
  learns: false,
  create(space) {
    for (const { name, distribution } of space.parameters) {
      if (distribution.values) continue;
      const rule = `a grid needs values, and ${name} has a continuous distribution`;
      throw new OptionError("method", rule, "write values: [...], or method: random");
    }
    const settings = combinations(space);
    return { ends: true, ask: () => settings.next().value };
  },
};

/** All of them; a parameter that does not vary under a condition takes no values there. */
function* combinations(space: Space, chosen: Setting = {}, from = 0): Generator<Setting, undefined> {
  const parameter = space.parameters[from];
  if (!parameter) {
    yield chosen;
    return;
  }
  const { name, distribution, when } = parameter;
  if (when !== undefined && !hasAll(space, chosen, when)) {
    yield* combinations(space, chosen, from + 1);
    return;
  }
  const { count = 0, at = () => undefined } = distribution.values ?? {};
  for (let i = 0; i < count; i++) yield* combinations(space, { ...chosen, [name]: at(i) }, from + 1);
}
