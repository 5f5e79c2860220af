import { type Context, contextOf } from "./context.ts";
import { describe, show, shown } from "./describe.ts";
import { UNKNOWN_KEY, type Violation } from "./echoes.ts";
import { ALWAYS_MEASURED, INFERRED, VALUE_HINTS } from "./hints.ts";
import { keysOf } from "./json-pointer.ts";
import type { JsonSchema } from "./json-schema.ts";
import { containedInLoss, optionsBelowType } from "./layer-hints.ts";
import { definitionOf, KINDS, type Kind, typeOfAlias } from "./parts.ts";
import type { Reading, Rules } from "./reading.ts";
import { nearestWord, suggestion } from "./suggest.ts";
import { childOf, nearest, plainOf, type Tree } from "./tree.ts";
import { valueHint } from "./value-hint.ts";
import { violatedSchema } from "./violated-schema.ts";

/** What a violation is about. */
interface Subject {
  readonly violation: Violation;
  readonly path: readonly string[];
  readonly context: Context;
  /** The value at the path. */
  readonly at: Tree;
  readonly tree: Tree;
  readonly rules: Rules;
}

/** One violation in words. */
export function readViolation(violation: Violation, tree: Tree, rules: Rules): Reading {
  const path = keysOf(violation.instancePath);
  const context = contextOf(path, tree, rules.guide, rules.speaker);
  const subject = { violation, path, context, at: nearest(tree, path).tree, tree, rules };
  if (violation.keyword === UNKNOWN_KEY) return unknownKey(subject);
  if (violation.keyword === "required") return missingKey(subject);
  if (violation.keyword === "discriminator" && context.asked) return unknownType(subject, context.asked);
  return wrongValue(subject);
}

function unknownKey({ violation, path, context, at, rules }: Subject): Reading {
  const key = String(violation.params.additionalProperty);
  const schema = violatedSchema(rules.guide.root, violation, context);
  const known = Object.keys(schema.properties ?? {}).filter((name) => name !== "type");
  const named = keyHint(key, path, context, rules);
  const inferred = context.kind === "layer" && INFERRED.has(key) && named === undefined;
  const hint = inferred ? "input sizes are inferred: leave it out" : suggestion(key, known, "keys", named);
  const word = named ?? nearestWord(key, known);
  return {
    part: context.part,
    rule: `unknown key ${show(key)}`,
    hint: hint ?? "it has no options",
    spot: childOf(at, key)?.key ?? at.spot,
    meant: word === undefined ? undefined : [...path, word].join("."),
  };
}

function missingKey({ violation, path, context, at, rules }: Subject): Reading {
  const key = String(violation.params.missingProperty);
  const value = { part: context.part, spot: at.spot, missing: [...path, key].join(".") };
  if (key !== "type" || !context.asked) return { ...value, rule: `the key ${show(key)} is missing`, hint: undefined };
  const kind = context.asked;
  const known = Object.keys(rules.registries[KINDS[kind].registry]);
  const rule = `${withArticle(kind)} must have a "type"`;
  const below = optionsBelowType(at, known, (name) => typeOfAlias(rules.registries, kind, name));
  if (below) return { part: context.part, rule, ...below };
  return { ...value, rule, hint: `known types: ${known.join(", ")}` };
}

function unknownType({ path, at, tree, rules }: Subject, kind: Kind): Reading {
  const type = childOf(at, "type") ?? at;
  const name = type.value;
  const value = { part: rules.speaker, spot: type.spot };
  if (typeof name !== "string") return { ...value, rule: `type must be a word, got ${shown(type)}`, hint: undefined };
  const known = Object.keys(rules.registries[KINDS[kind].registry]);
  const named = typeOfAlias(rules.registries, kind, name);
  const kept = kind === "metric" && Object.hasOwn(ALWAYS_MEASURED, name) ? ALWAYS_MEASURED[name] : undefined;
  const hint = kept ?? containedInLoss(name, path, tree, rules) ?? suggestion(name, known, "types", named);
  const needs = kind === "dataset" ? datasetNeeds(rules) : undefined;
  return { ...value, rule: `unknown ${kind} ${show(name)}`, hint: needs ? withNeeds(hint, needs) : hint };
}

/** Every dataset with the options that it cannot do without: "csv { path, target }". */
function datasetNeeds({ registries: { datasets } }: Rules): string {
  const texts = Object.entries(datasets).map(([type, { schema }]) => {
    const { required = [] } = schema as JsonSchema;
    return required.length === 0 ? type : `${type} { ${required.join(", ")} }`;
  });
  return `known datasets: ${texts.join(", ")}`;
}

const withNeeds = (hint: string | undefined, needs: string): string =>
  hint?.startsWith("did you mean") ? `${hint} ${needs}` : needs;

function wrongValue({ violation, path, context, at, rules }: Subject): Reading {
  const schema = violatedSchema(rules.guide.root, violation, context);
  const name = path.length > context.depth ? path.slice(context.depth).join(".") : (context.asked ?? "the file");
  const wanted = context.asked && violation.keyword === "type" ? { $ref: `#/definitions/${context.asked}` } : schema;
  const rule = violation.keyword === "uniqueItems" ? "must not hold an entry twice" : `must be ${describe(wanted)}`;
  const choices = wanted.enum ?? (wanted.examples as readonly unknown[] | undefined);
  const meant = choices && choiceHint(plainOf(at), choices.map(String));
  const hint = wanted.enum ? meant : (meant ?? valueHint(at, wanted, path));
  return { part: context.part, rule: `${name} ${rule}, got ${shown(at)}`, hint, spot: at.spot };
}

/** The choice that was probably meant. */
function choiceHint(got: unknown, choices: readonly string[]): string | undefined {
  if (typeof got !== "string") return undefined;
  const named = Object.hasOwn(VALUE_HINTS, got.toLowerCase()) ? VALUE_HINTS[got.toLowerCase()] : undefined;
  const meant = named !== undefined && choices.includes(named) ? named : nearestWord(got, choices);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

/** The key that other libraries call so. */
function keyHint(key: string, path: readonly string[], context: Context, rules: Rules): string | undefined {
  const top = path.length === 0 ? rules.hints : undefined;
  const hints = context.kind ? definitionOf(rules.registries, context.kind, context.type)?.hints : top;
  return hints && Object.hasOwn(hints, key) ? hints[key] : undefined;
}

const withArticle = (kind: Kind): string => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);
