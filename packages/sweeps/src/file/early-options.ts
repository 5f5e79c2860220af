import type { earlyStopping } from "../early/registry.ts";

type Rule = keyof typeof earlyStopping;

/** What every rule by which trials are stopped has; its default stands in the schema. */
const SHARED = ["type", "min_epochs"];

/** The options of one rule alone, with their defaults. */
const OWN: Readonly<Record<Rule, Readonly<Record<string, number>>>> = { asha: { reduction_factor: 3 }, median: {} };

/** The options with the defaults of their rule. */
export const withDefaults = <T extends { readonly type: Rule }>(options: T): T => ({
  ...options,
  ...OWN[options.type],
  ...options, // twice: they come first, and they count
});

/** An option that a rule does not have, and those that it has; undefined where there is none. */
export function strangeOption(options: { readonly type: Rule }): { option: string; known: string[] } | undefined {
  const known = [...SHARED, ...Object.keys(OWN[options.type])];
  const option = Object.keys(options).find((each) => !known.includes(each));
  return option === undefined ? undefined : { option, known: known.slice(1) };
}
