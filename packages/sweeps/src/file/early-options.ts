import { earlyStopping } from "../early/registry.ts";

type Rule = keyof typeof earlyStopping;

/** The options of a rule, as its schema has them. */
const optionsOf = (type: Rule) => Object.entries(earlyStopping[type].schema.properties ?? {});

/** The options with the defaults of their rule. */
export function withDefaults<T extends { readonly type: Rule }>(options: T): T {
  const defaults = optionsOf(options.type).flatMap(([option, schema]) =>
    schema.default === undefined ? [] : [[option, schema.default]],
  );
  return { ...Object.fromEntries(defaults), ...options };
}

/** An option that a rule does not have, and those that it has; undefined where there is none. */
export function strangeOption(options: { readonly type: Rule }): { option: string; known: string[] } | undefined {
  const known = optionsOf(options.type).map(([option]) => option);
  const option = Object.keys(options).find((each) => each !== "type" && !known.includes(each));
  return option === undefined ? undefined : { option, known };
}
