import { Composer, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { show } from "./describe.ts";
import { SpecError } from "./error.ts";
import type { Origin, Spot } from "./source.ts";
import { MAX_CHARACTERS, MAX_DEPTH, MAX_TEXT, MAX_VALUES, type Refuse, readTokens, TOO_MANY_VALUES } from "./tokens.ts";
import { isList as isTreeList, isMap as isTreeMap, plainOf, type Tree } from "./tree.ts";

/** Keys that would reach an object's prototype. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads one YAML document (1.2, core schema, with merge keys) as a tree of plain values with their locations.
 * Refused, each with its location: broken YAML, tags, directives, several documents, duplicate or non-string keys,
 * `__proto__`-like keys, NaN and infinities, integers past 2^53, more than 64 levels, 10,000 values or
 * 256 Ki characters, a text of more than 10,000 characters.
 * @throws SpecError
 */
export function parseYaml(origin: Origin): Tree {
  const refuse: Refuse = (offset, rule, hint) => new SpecError("experiment/yaml", rule, origin.at(offset), hint);
  const composer = new Composer({ version: "1.2", schema: "core", merge: false, uniqueKeys: false });
  const documents = [...composer.compose(readTokens(origin.text, refuse), true, origin.text.length)];
  const errors = documents.flatMap((document) => document.errors).filter(({ code }) => code !== "MULTIPLE_DOCS");
  const [error] = errors.sort((a, b) => a.pos[0] - b.pos[0]);
  // What is missing at the end of the file is missing after its last word, not on the empty line below.
  const end = origin.text.trimEnd().length;
  if (error) throw refuse(Math.min(error.pos[0], end), `broken YAML: ${error.message}`);
  const [document, second] = documents;
  if (second) throw refuse(second.range[0], "a second document begins here, one is allowed");
  const contents = document?.contents;
  if (!contents || (isScalar(contents) && contents.value === null && !contents.source)) {
    throw refuse(0, "there is nothing in it: no key, no value");
  }
  return createReader(origin, refuse)(contents, 0);
}

/** Reads a node at a depth; aliases are copied, within the same limits as everything else. */
function createReader(origin: Origin, refuse: Refuse): (node: Node, depth: number) => Tree {
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let values = 0;
  let characters = 0;

  function count(text: string, offset: number): void {
    if (text.length > MAX_TEXT)
      throw refuse(offset, `a text has at most ${MAX_TEXT} characters, this one has ${text.length}`);
    characters += text.length;
    if (characters > MAX_CHARACTERS)
      throw refuse(offset, `there are more than ${MAX_CHARACTERS} characters of text, aliases counted in full`);
  }

  function read(node: Node, depth: number): Tree {
    const offset = node.range?.[0] ?? 0;
    if (++values > MAX_VALUES) throw refuse(offset, TOO_MANY_VALUES);
    if (depth > MAX_DEPTH) throw refuse(offset, `aliases nest lists and maps more than ${MAX_DEPTH} deep`);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (!target) throw refuse(offset, `the alias *${node.source} has no anchor &${node.source} before it`);
      if (open.has(target)) throw refuse(offset, `the alias *${node.source} stands inside what it repeats`);
      return read(target, depth);
    }
    if (node.anchor) anchors.set(node.anchor, node);
    const spot = { origin, offset };
    if (isScalar(node)) {
      const value = scalarOf(node, offset, refuse);
      if (typeof value !== "string") return { value, spot, written: node.source ?? "" };
      count(value, offset);
      return { value, spot };
    }
    open.add(node);
    const value = isSeq<Node>(node) ? node.items.map((item) => read(item, depth + 1)) : readMap(node, depth);
    open.delete(node);
    return { value, spot };
  }

  function readMap(node: Node, depth: number): ReadonlyMap<string, Tree> {
    const map = new Map<string, Tree>();
    if (!isMap<Node, Node | null>(node)) return map;
    let merged: ReadonlyMap<string, Tree> = new Map();
    let merges: Spot | undefined;
    for (const { key, value } of node.items) {
      const offset = key.range?.[0] ?? 0;
      const spot = { origin, offset };
      if (!isScalar(key)) throw refuse(offset, "a key must be a plain word, not an alias, a list or a map");
      const name = key.value;
      if (typeof name !== "string") throw refuse(offset, `a key must be a word, got ${String(key.source ?? name)}`);
      if (isMerge(key)) {
        if (merges) throw refuse(offset, 'the key "<<" stands here for the second time', "write <<: [*a, *b]");
        merges = spot;
        merged = readMerge(value, offset, depth);
        continue;
      }
      if (FORBIDDEN_KEYS.has(name)) throw refuse(offset, `the key ${JSON.stringify(name)} is not allowed`);
      if (map.has(name)) throw refuse(offset, `the key ${JSON.stringify(name)} stands here for the second time`);
      count(name, offset);
      if (key.anchor) anchors.set(key.anchor, key);
      map.set(name, { ...(value ? read(value, depth + 1) : { value: null, spot, written: "" }), key: spot });
    }
    // A map's own keys win, wherever they stand.
    for (const [name, item] of merged) if (!map.has(name)) map.set(name, item);
    return map;
  }

  /** The keys that `<<` brings in, with their locations at the anchor: of one map, or of several, the earlier one wins. */
  function readMerge(node: Node | null, offset: number, depth: number): ReadonlyMap<string, Tree> {
    const given: Tree = node ? read(node, depth) : { value: null, spot: { origin, offset } };
    const maps = isTreeList(given.value) ? given.value : [given];
    if (maps.length === 0 || !maps.every(({ value }) => isTreeMap(value))) {
      throw refuse(offset, `"<<" merges a map or a list of maps, got ${show(plainOf(given))}`);
    }
    return new Map(maps.toReversed().flatMap(({ value }) => (isTreeMap(value) ? [...value] : [])));
  }

  return read;
}

/** The merge key of YAML 1.1, which every editor and most tools know; in quotes it is a key like any other. */
const isMerge = (key: Scalar): boolean => key.value === "<<" && key.type === "PLAIN";

/** A scalar's value, if it is one that JSON knows. */
function scalarOf(node: Scalar, offset: number, refuse: Refuse): Tree["value"] {
  const { value, source = "" } = node;
  if (typeof value !== "number") return value as string | boolean | null;
  if (!Number.isFinite(value)) throw refuse(offset, `a number must be finite, got ${source}`);
  if (/^[-+]?\d+$|^0[xo]/.test(source) && !Number.isSafeInteger(value)) {
    throw refuse(offset, `an integer must lie within ±(2^53 - 1), got ${source}`);
  }
  return value + 0; // -0 becomes 0: one value, one spelling, one hash
}
