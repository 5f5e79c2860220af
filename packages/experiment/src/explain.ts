import type { ErrorObject } from "ajv";
import { type Context, contextOf } from "./context.ts";
import { describe, show } from "./describe.ts";
import { SpecError } from "./error.ts";
import type { Guide } from "./guide.ts";
import { TYPE_HINTS } from "./hints.ts";
import type { JsonSchema } from "./json-schema.ts";
import { definitionOf, KINDS, type Kind, type Registries } from "./parts.ts";
import { placeOf, type Spot } from "./source.ts";
import { suggestion } from "./suggest.ts";
import { childOf, nearest, plainOf, type Tree } from "./tree.ts";

/** A schema violation, as Ajv reports it with `verbose: true`. */
export type Violation = ErrorObject;

/** Whose rules are broken. */
export interface Rules {
  /** Who speaks where no part does: "experiment/spec". */
  readonly speaker: string;
  readonly guide: Guide;
  readonly registries: Registries;
  /** What other libraries call the keys at the top. */
  readonly hints: Readonly<Record<string, string>>;
}

/** What the violations of a schema mean to the author of the values: the one error worth fixing first. */
export function explain(violations: readonly Violation[], tree: Tree, rules: Rules): SpecError {
  const readings = withoutEchoes(violations).map((violation) => read(violation, tree, rules));
  // Unlike a wrong value, a missing key has no place of its own: it comes last. What stands in a flag was typed last.
  const rank = ({ missing, spot }: Reading) => (missing ? 2 : placeOf(spot).row === undefined ? 0 : 1);
  const ranked = readings.map((reading) => ({ ...reading, rank: rank(reading) }));
  const [first] = ranked.sort((a, b) => a.rank - b.rank || a.spot.offset - b.spot.offset);
  if (!first) throw new Error(`[${rules.speaker}] refused without a violation`);
  return new SpecError(first.part, first.rule, placeOf(first.spot), first.hint);
}

interface Reading {
  readonly part: string;
  readonly rule: string;
  readonly hint: string | undefined;
  readonly spot: Spot;
  readonly missing: boolean;
}

const UNKNOWN_KEY = "additionalProperties";
/** With a discriminator, Ajv reports the branch of the part's type and not the `oneOf`. */
const CHOICES = ["anyOf", "oneOf"];

/**
 * Leaves out what another violation says better: the alternatives of a failed choice (or the choice, where one
 * alternative went deeper), and keys that are missing where an unknown key was probably meant to be them.
 */
function withoutEchoes(violations: readonly Violation[]): readonly Violation[] {
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

/** One violation in words. */
function read(violation: Violation, tree: Tree, rules: Rules): Reading {
  const path = violation.instancePath.split("/").slice(1).map(decode);
  const { registries } = rules;
  const context = contextOf(path, tree, rules.guide, rules.speaker);
  const at = nearest(tree, path).tree;
  const part = context.part;
  const schema = (violation.parentSchema ?? {}) as JsonSchema;
  const value = { part, spot: at.spot, missing: false, hint: undefined };

  if (violation.keyword === UNKNOWN_KEY) {
    const key = String(violation.params.additionalProperty);
    const spot = childOf(at, key)?.key ?? at.spot;
    const known = Object.keys(schema.properties ?? {}).filter((name) => name !== "type");
    const hint = suggestion(key, known, "keys", keyHint(key, path, context, rules));
    return { ...value, rule: `unknown key ${show(key)}`, hint: hint ?? "it has no options", spot };
  }
  if (violation.keyword === "required") {
    const key = String(violation.params.missingProperty);
    if (key === "type" && context.asked) {
      const known = Object.keys(registries[KINDS[context.asked].registry]);
      const rule = `${withArticle(context.asked)} must have a "type"`;
      return { ...value, rule, hint: `known types: ${known.join(", ")}`, missing: true };
    }
    return { ...value, rule: `the key ${show(key)} is missing`, missing: true };
  }
  if (violation.keyword === "discriminator" && context.asked) {
    const type = childOf(at, "type") ?? at;
    const name = plainOf(type);
    if (typeof name !== "string") return { ...value, rule: `type must be a word, got ${show(name)}`, spot: type.spot };
    return { ...value, ...unknownType(name, context.asked, registries), part: rules.speaker, spot: type.spot };
  }
  const name = path.length > context.depth ? path.slice(context.depth).join(".") : (context.asked ?? "the file");
  const wanted = context.asked && violation.keyword === "type" ? { $ref: `#/definitions/${context.asked}` } : schema;
  const got = plainOf(at);
  const hint = wanted.enum && typeof got === "string" ? suggestion(got, wanted.enum.map(String), "values") : undefined;
  const rule = violation.keyword === "uniqueItems" ? "must not hold an entry twice" : `must be ${describe(wanted)}`;
  return { ...value, rule: `${name} ${rule}, got ${show(got)}`, hint: hint?.startsWith("did") ? hint : undefined };
}

function unknownType(type: string, kind: Kind, registries: Registries): { rule: string; hint: string | undefined } {
  const known = Object.keys(registries[KINDS[kind].registry]);
  const meant = Object.hasOwn(TYPE_HINTS, type.toLowerCase()) ? TYPE_HINTS[type.toLowerCase()] : undefined;
  const hint = meant !== undefined && known.includes(meant) ? meant : undefined;
  return { rule: `unknown ${kind} ${show(type)}`, hint: suggestion(type, known, "types", hint) };
}

/** The key that other libraries call so. */
function keyHint(key: string, path: readonly string[], context: Context, rules: Rules): string | undefined {
  const top = path.length === 0 ? rules.hints : undefined;
  const hints = context.kind ? definitionOf(rules.registries, context.kind, context.type)?.hints : top;
  return hints && Object.hasOwn(hints, key) ? hints[key] : undefined;
}

const withArticle = (kind: Kind): string => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);

const decode = (segment: string): string => segment.replaceAll("~1", "/").replaceAll("~0", "~");
