import { alternativesOf, type JsonSchema } from "./json-schema.ts";
import { KINDS, type Kind } from "./parts.ts";
import { isList, isMap, mapChildren, type Tree } from "./tree.ts";

/** Which schema holds at which location of a spec: the schema's own structure, followed beside the values. */
export interface Guide {
  /** The schema of the whole. */
  readonly root: JsonSchema;
  /** The schema of a child; undefined where the schema knows no such key. */
  readonly child: (schema: JsonSchema, tree: Tree, key: string) => JsonSchema | undefined;
  /** What kind of part a schema asks for, if any. */
  readonly kind: (schema: JsonSchema, tree: Tree) => Kind | undefined;
  /** Whether a value is the path of a file or folder: an option with `format: "path"`. */
  readonly isPath: (schema: JsonSchema, tree: Tree) => boolean;
  /** Every bare string that names a part, as an object: `relu` → { type: relu }. */
  readonly expand: (tree: Tree, schema?: JsonSchema) => Tree;
  /** The same values with the keys in the order of the schema. */
  readonly arrange: (tree: Tree, schema?: JsonSchema) => Tree;
}

const REFERENCE = /^#\/definitions\/(\w+)$/;

/** A guide through the values that one schema describes. */
export function createGuide(root: JsonSchema): Guide {
  const follow = (schema: JsonSchema): JsonSchema => {
    const name = schema.$ref?.match(REFERENCE)?.[1];
    return name === undefined ? schema : (root.definitions?.[name] ?? {});
  };

  /** The alternative that the value seems to mean. */
  function choose(schema: JsonSchema, tree: Tree): JsonSchema {
    const alternative = alternativesOf(schema)?.find((candidate) => fits(follow(candidate), tree));
    return alternative ? choose(alternative, tree) : schema;
  }

  function kind(schema: JsonSchema, tree: Tree): Kind | undefined {
    const name = choose(schema, tree).$ref?.match(REFERENCE)?.[1];
    return name !== undefined && Object.hasOwn(KINDS, name) ? (name as Kind) : undefined;
  }

  /** The schema with references followed and the branch of the part's type taken. */
  function branch(schema: JsonSchema, tree: Tree): JsonSchema {
    const whole = follow(choose(schema, tree));
    if (!whole.discriminator) return whole;
    const type = isMap(tree.value) ? tree.value.get("type")?.value : undefined;
    return whole.oneOf?.find(({ properties }) => properties?.type?.const === type) ?? {};
  }

  function child(schema: JsonSchema, tree: Tree, key: string): JsonSchema | undefined {
    const { items, properties } = branch(schema, tree);
    if (isList(tree.value)) return Array.isArray(items) ? items[Number(key)] : (items as JsonSchema | undefined);
    return properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  }

  const isPath = (schema: JsonSchema, tree: Tree): boolean =>
    typeof tree.value === "string" && follow(choose(schema, tree)).format === "path";

  function expand(tree: Tree, schema: JsonSchema = root): Tree {
    if (typeof tree.value === "string" && kind(schema, tree)) {
      return { ...tree, value: new Map([["type", { value: tree.value, spot: tree.spot }]]) };
    }
    return mapChildren(tree, (item, key) => expand(item, child(schema, tree, key) ?? {}));
  }

  function arrange(tree: Tree, schema: JsonSchema = root): Tree {
    const arranged = mapChildren(tree, (item, key) => arrange(item, child(schema, tree, key) ?? {}));
    if (!isMap(arranged.value)) return arranged;
    const map = arranged.value;
    const order = Object.keys(branch(schema, tree).properties ?? {});
    const known = order.flatMap((key) => {
      const item = map.get(key);
      return item ? [[key, item] as const] : [];
    });
    return { ...arranged, value: new Map([...known, ...map]) };
  }

  return { root, child, kind, isPath, expand, arrange };
}

/** Whether a value has the form that a schema asks for; a bare string may name a part. */
function fits(schema: JsonSchema, { value }: Tree): boolean {
  if (schema.discriminator) return isMap(value) || typeof value === "string";
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum) return schema.enum.includes(value);
  const form = isList(value) ? "array" : isMap(value) ? "object" : value === null ? "null" : typeof value;
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return types.some((type) => type === form || (type === "integer" && form === "number"));
}
