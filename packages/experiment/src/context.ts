import type { Guide } from "./guide.ts";
import type { JsonSchema } from "./json-schema.ts";
import { KINDS, type Kind } from "./parts.ts";
import { childOf, type Tree } from "./tree.ts";

/** What surrounds a location in a spec. */
export interface Context {
  /** Who speaks: "layers/conv2d", or "experiment/spec" outside of every part. */
  readonly part: string;
  /** The innermost part around the location, and its type. */
  readonly kind: Kind | undefined;
  readonly type: unknown;
  /** How many keys of the path lead to that part. */
  readonly depth: number;
  /** The kind of part that should stand at the location itself. */
  readonly asked: Kind | undefined;
}

/** Follows the path from the whole spec inwards. */
export function contextOf(path: readonly string[], tree: Tree, guide: Guide, speaker: string): Context {
  let schema: JsonSchema = guide.root;
  let current: Tree = tree;
  let context: Context = { part: speaker, kind: undefined, type: undefined, depth: 0, asked: undefined };
  for (let depth = 0; depth <= path.length; depth++) {
    const kind = guide.kind(schema, current) ?? referenced(schema);
    const type = kind && childOf(current, "type")?.value;
    if (kind && typeof type === "string")
      context = { ...context, part: `${KINDS[kind].package}/${type}`, kind, type, depth };
    const key = path[depth];
    if (key === undefined) return { ...context, asked: kind };
    schema = guide.child(schema, current, key) ?? {};
    current = childOf(current, key) ?? current;
  }
  return context;
}

/** The kind that a schema asks for whatever the value is. */
function referenced(schema: JsonSchema): Kind | undefined {
  const name = schema.$ref?.replace("#/definitions/", "") ?? "";
  return Object.hasOwn(KINDS, name) ? (name as Kind) : undefined;
}
