import { contextOf } from "./context.ts";
import { alternativesOf, type JsonSchema } from "./json-schema.ts";
import type { Reading, Rules } from "./reading.ts";
import { mapChildren, type Tree } from "./tree.ts";

/**
 * Numbers that may be a count or a fraction and are written so that nobody knows which: does 1.0 hold out one example
 * or all of them? Where only an integer is allowed, nothing is vague about 64.0, and it is taken.
 */
export function vagueFractions(tree: Tree, rules: Rules): readonly Reading[] {
  const found: Reading[] = [];
  function walk(current: Tree, schema: JsonSchema, path: readonly string[]): Tree {
    const { value, written = "", spot } = current;
    if (
      Number(value) >= 1 &&
      Number.isInteger(value) &&
      /^[-+]?[\d.]*[.e]/i.test(written) &&
      isCountOrFraction(schema)
    ) {
      const { part, depth } = contextOf(path, tree, rules.guide, rules.speaker);
      const name = path.slice(depth).join(".");
      const examples = value === 1 ? "one example" : `${value} examples`;
      const rule = `${name} must be a count, written without a point, or a fraction below 1, got ${written}`;
      found.push({ part, rule, hint: `write ${value} for ${examples}, or a fraction below 1`, spot });
    }
    return mapChildren(current, (item, key) =>
      walk(item, rules.guide.child(schema, current, key) ?? {}, [...path, key]),
    );
  }
  walk(tree, rules.guide.root, []);
  return found;
}

function isCountOrFraction(schema: JsonSchema): boolean {
  const types = alternativesOf(schema)?.map(({ type }) => type) ?? [];
  return types.includes("integer") && types.includes("number");
}
