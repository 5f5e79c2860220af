import type { ErrorObject } from "ajv";

/** A schema violation, as Ajv reports it. */
export type Violation = ErrorObject;

export const UNKNOWN_KEY = "additionalProperties";
/** With a discriminator, Ajv reports the branch of the part's type and not the `oneOf`. */
const CHOICES = ["anyOf", "oneOf"];

/**
 * Leaves out what another violation says better: the alternatives of a failed choice (or the choice, where one
 * alternative went deeper), and keys that are missing where an unknown key was probably meant to be them.
 */
export function withoutEchoes(violations: readonly Violation[]): readonly Violation[] {
  const pathsOf = (...keywords: string[]) =>
    new Set(violations.filter(({ keyword }) => keywords.includes(keyword)).map(({ instancePath }) => instancePath));
  const choices = pathsOf(...CHOICES);
  const incomplete = pathsOf("required");
  const overfull = pathsOf(UNKNOWN_KEY);
  const outer = new Set(violations.flatMap(({ instancePath }) => ancestorsOf(instancePath)));
  return violations.filter(({ keyword, instancePath: path, params }) => {
    if (CHOICES.includes(keyword)) return !outer.has(path);
    if (choices.has(path)) return false;
    if (keyword === "discriminator") return !incomplete.has(path);
    return keyword !== "required" || params.missingProperty === "type" || !overfull.has(path);
  });
}

/** "/a/0/b" → "", "/a", "/a/0" */
function ancestorsOf(path: string): string[] {
  const keys = path.split("/");
  return keys.slice(1).map((_, depth) => keys.slice(0, depth + 1).join("/"));
}
