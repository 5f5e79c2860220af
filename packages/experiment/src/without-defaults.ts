import type { Guide } from "./guide.ts";
import { canonicalJson } from "./identity.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isList, isMap, plainOf, type Tree, treeOf } from "./tree.ts";

/**
 * The plain values of a valid, complete spec without every option that equals its default, and without paths: what
 * tells specs apart. An option that a part gains tomorrow, with a default, changes nothing here.
 *
 * The `type` of a part has no default and stays, but a whole part that is its location's default is left out. A section
 * goes when it is left empty and its default is the empty map; where there is no such default, an empty section may
 * mean something else than none.
 */
export function withoutDefaults(tree: Tree, guide: Guide, schema: JsonSchema = guide.root): unknown {
  const { value } = tree;
  const childSchema = (key: string) => guide.child(schema, tree, key) ?? {};
  if (isList(value)) {
    return value.flatMap((item, index) => {
      const itemSchema = childSchema(String(index));
      return guide.isPath(itemSchema, item) ? [] : [withoutDefaults(item, guide, itemSchema)];
    });
  }
  if (!isMap(value)) return plainOf(tree);
  const kept = [...value].flatMap(([key, item]) => {
    const option = childSchema(key);
    if (guide.isPath(option, item)) return [];
    const rest = withoutDefaults(item, guide, option);
    return isDefault(rest, option, guide, tree) ? [] : [[key, rest] as const];
  });
  return Object.fromEntries(kept);
}

/** Whether what is left of a value is what is left of the default: a default that is a part has defaults of its own. */
function isDefault(rest: unknown, option: JsonSchema, guide: Guide, { spot }: Tree): boolean {
  if (option.default === undefined) return false;
  const preset = guide.expand(treeOf(option.default, spot), option);
  return canonicalJson(withoutDefaults(preset, guide, option)) === canonicalJson(rest);
}
