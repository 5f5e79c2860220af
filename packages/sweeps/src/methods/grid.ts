import { OptionError } from "../distributions/option-error.ts";
import { settingOf } from "../space.ts";
import type { MethodDefinition } from "./contract.ts";

/** Every combination of the values, the last parameter varying fastest. */
export const grid: MethodDefinition = {
  about: "grid: every combination of the values",
  learns: false,
  create(space) {
    const counts = space.parameters.map(({ name, distribution: { values } }) => {
      if (values) return values.count;
      const rule = `a grid needs values, and ${name} has a continuous distribution`;
      throw new OptionError("method", rule, "write values: [...], or method: random");
    });
    const total = counts.reduce((product, count) => product * count, 1);
    const seen = new Set<string>();
    let next = 0;
    return {
      ask() {
        while (next < total) {
          const digits = digitsOf(next++, counts);
          const setting = settingOf(space, ({ values }, i) => values?.at(digits[i] ?? 0));
          // A parameter that does not vary here gives the same setting once for each of its values.
          const text = JSON.stringify(setting);
          if (seen.has(text)) continue;
          seen.add(text);
          return setting;
        }
        return undefined;
      },
    };
  },
};

/** The digits of a number in a mixed base, the last ones the units. */
function digitsOf(number: number, bases: readonly number[]): number[] {
  let rest = number;
  return bases
    .toReversed()
    .map((base) => {
      const digit = rest % base;
      rest = Math.floor(rest / base);
      return digit;
    })
    .toReversed();
}
