import { InputError } from "@assay/kernels";
import type { PlacedParameter } from "./contract.ts";

/** Schema of one pattern or several, each a name in which * stands for any characters. */
export const patternsSchema = {
  anyOf: [{ type: "string" }, { type: "array", minItems: 1, items: { type: "string" } }],
} as const;

/** One pattern or several. */
export type Patterns = string | readonly string[];

/** Whether a name fits one of the patterns. */
export const fits = (patterns: Patterns, name: string): boolean =>
  [patterns].flat().some((pattern) => {
    const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${escaped.join(".*")}$`).test(name);
  });

/** @throws InputError at `path`, as `part`, for a pattern that names no parameter */
export function requireNames(
  part: string,
  patterns: Patterns,
  parameters: readonly PlacedParameter[],
  path: readonly (string | number)[],
): void {
  for (const pattern of [patterns].flat()) {
    if (parameters.some(({ name }) => fits(pattern, name))) continue;
    const known = parameters.map(({ name }) => name).join(", ");
    throw new InputError(part, `no parameter is called "${pattern}"`, [...path], `known: ${known}`);
  }
}
