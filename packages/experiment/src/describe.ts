import { alternativesOf, type JsonSchema } from "./json-schema.ts";
import { KINDS } from "./parts.ts";
import { plainOf, type Tree } from "./tree.ts";

const NOUNS: Readonly<Record<string, string>> = {
  string: "a word",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "null",
};

/** What a schema allows, in words that follow "must be": "an integer of at least 1". */
export function describe(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  const alternatives = alternativesOf(schema);
  if (alternatives) return alternatives.map(describe).join(", or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return oneOf(schema.enum);
  if (schema.$ref !== undefined) return reference(schema.$ref.replace("#/definitions/", ""));
  if (Array.isArray(schema.type)) return schema.type.map((type) => describe({ ...schema, type })).join(", or ");
  if (schema.type === "integer") return `an integer${range(schema)}`;
  if (schema.type === "number") return `a number${range(schema)}`;
  if (schema.type === "array") return list(schema);
  if (schema.type === "string" && schema.minLength !== undefined) return "a word that is not empty";
  if (schema.type === "object" && schema.minProperties !== undefined) return "a map that is not empty";
  return NOUNS[String(schema.type)] ?? "something else";
}

/** A value as an error shows it, cut where it is long. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return cut(JSON.stringify(value));
}

/** A value as it was written: 1e10 is not shown as 10000000000. */
export function shown(tree: Tree): string {
  const { value, written = "" } = tree;
  if (value === null && written !== "" && written !== "~") return written;
  return written !== "" && value !== null ? cut(written) : show(plainOf(tree));
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

const entries = (count: number): string => (count === 1 ? "1 entry" : `${count} entries`);

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => JSON.stringify(value));
  return shown.length === 1 ? String(shown[0]) : `one of ${shown.join(", ")}`;
}

function reference(name: string): string {
  if (name === "layers") return "a list of layers";
  return Object.hasOwn(KINDS, name) ? `${article(name)} (a map with a "type")` : "a map";
}

/** " of at least 1", " in [0, 1)", " above 0"; nothing where there is no bound. */
function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string {
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  if (low === 0 && high === Number.MAX_SAFE_INTEGER) return " from 0 to 2^53 - 1";
  if (low !== undefined && high !== undefined) {
    return ` in ${minimum === undefined ? "(" : "["}${low}, ${high}${maximum === undefined ? ")" : "]"}`;
  }
  if (low !== undefined) return minimum === undefined ? ` above ${low}` : ` of at least ${low}`;
  if (high !== undefined) return maximum === undefined ? ` below ${high}` : ` of at most ${high}`;
  return "";
}

function list({ items, minItems, maxItems }: JsonSchema): string {
  const tuple = Array.isArray(items) ? (items as readonly JsonSchema[]) : undefined;
  const item = tuple ? tuple[0] : (items as JsonSchema | undefined);
  const count = minItems === maxItems && minItems !== undefined ? ` of ${entries(Number(minItems))}` : "";
  const least = count === "" && typeof minItems === "number" && minItems > 0 ? ` of at least ${entries(minItems)}` : "";
  const most = count === "" && typeof maxItems === "number" ? ` of at most ${entries(maxItems)}` : "";
  const size = least && most ? ` of ${minItems} to ${maxItems} entries` : count || least || most;
  return `a list${size}${item ? `, each ${describe(item)}` : ""}`;
}
