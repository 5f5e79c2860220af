import { resolve } from "node:path";
import type { Guide } from "./guide.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Spot } from "./source.ts";
import { childOf, mapChildren, type Tree } from "./tree.ts";

/**
 * A spec whose paths (options with `format: "path"`) are absolute: each was meant from where it is written, the folder
 * of its file or, in a flag, the current one. A default path is meant from the folder of the spec.
 * @param tree the complete values
 * @param asked the values as they were written, with their locations
 */
export function absolutePaths(tree: Tree, asked: Tree, guide: Guide): Tree {
  function walk(current: Tree, written: Tree | undefined, schema: JsonSchema): Tree {
    if (guide.isPath(schema, current)) return { ...current, value: absolute(current, (written ?? asked).spot) };
    return mapChildren(current, (item, key) =>
      walk(item, written && childOf(written, key), guide.child(schema, current, key) ?? {}),
    );
  }
  return walk(tree, asked, guide.root);
}

const absolute = ({ value }: Tree, { origin }: Spot): string => resolve(origin.folder, String(value));
