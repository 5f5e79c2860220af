import { SpecError } from "./error.ts";
import type { Guide } from "./guide.ts";
import type { JsonSchema } from "./json-schema.ts";
import { FORBIDDEN_KEYS, parseYaml } from "./parse.ts";
import { createFlagOrigin, locationOf, type Spot } from "./source.ts";
import { MAX_DEPTH } from "./tokens.ts";
import { childOf, isList, isMap, type Tree, treeOf } from "./tree.ts";

/** A value to put at a path, and where it was asked for. */
export interface Override {
  readonly path: readonly string[];
  readonly spot: Spot;
  readonly value: Tree;
}

/**
 * Reads the value of a `--set` flag: "optimizer.lr=3e-4", "architecture.0.out_channels=32".
 * The part before the first `=` is a path, what follows is YAML under the same rules as a file.
 * @throws SpecError with the flag as its location
 */
export function parseOverride(flag: string, folder?: string): Override {
  const equals = flag.indexOf("=");
  const shown = flag.length > 80 ? `${flag.slice(0, 79)}…` : flag;
  const origin = createFlagOrigin(`--set ${shown}`, flag.slice(equals + 1), folder);
  const spot = { origin, offset: 0 };
  if (equals < 1 || origin.text.trim() === "")
    throw new SpecError("experiment/spec", "an override must read path=value", locationOf(spot));
  return { path: parsePath(flag.slice(0, equals), spot), spot, value: parseYaml(origin) };
}

/** "a.0.b" as ["a", "0", "b"]. @throws SpecError for empty or `__proto__`-like keys, and for more than a spec can nest */
export function parsePath(text: string, spot: Spot): readonly string[] {
  const path = text.trim().split(".");
  if (path.length > MAX_DEPTH) {
    throw new SpecError(
      "experiment/spec",
      `a path has at most ${MAX_DEPTH} keys, got ${path.length}`,
      locationOf(spot),
    );
  }
  for (const key of path) {
    if (key === "") throw new SpecError("experiment/spec", `the path "${text}" has an empty key`, locationOf(spot));
    if (FORBIDDEN_KEYS.has(key))
      throw new SpecError("experiment/spec", `the key "${key}" is not allowed`, locationOf(spot));
  }
  return path;
}

/**
 * The tree with the override's value in it. Parts on the way that stand as bare strings become objects; keys that the
 * file leaves out start from their default. Whether the schema knows the keys shows when the whole is validated.
 * @throws SpecError where the path leads into a single value or past the end of a list
 */
export function applyOverride(tree: Tree, override: Override, guide: Guide): Tree {
  const { path, spot, value } = override;
  const refuse = (depth: number, rule: string) =>
    new SpecError("experiment/spec", `${path.slice(0, depth).join(".")} ${rule}`, locationOf(spot));

  function put(current: Tree | undefined, schema: JsonSchema, depth: number): Tree {
    const key = path[depth];
    if (key === undefined) return { ...value, key: spot };
    const parent = guide.expand(current ?? treeOf(schema.default ?? {}, spot), schema);
    const child = put(childOf(parent, key), guide.child(schema, parent, key) ?? {}, depth + 1);
    if (isMap(parent.value)) return { ...keyed(parent, current, spot), value: new Map(parent.value).set(key, child) };
    if (!isList(parent.value)) throw refuse(depth, `holds a single value, it has no "${key}"`);
    const count = parent.value.length;
    if (childOf(parent, key) === undefined) {
      const range = count === 0 ? "it is empty" : `its entries are 0 to ${count - 1}`;
      throw refuse(depth, `has no entry "${key}", ${range}`);
    }
    return {
      ...keyed(parent, current, spot),
      value: parent.value.map((item, at) => (at === Number(key) ? child : item)),
    };
  }

  return put(tree, guide.root, 0);
}

/** A value that the override itself brought in has the override as the location of its key. */
const keyed = (tree: Tree, given: Tree | undefined, spot: Spot): Tree => (given ? tree : { ...tree, key: spot });
