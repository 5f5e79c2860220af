import { alternativesOf, type JsonSchema } from "./json-schema.ts";
import { locationOf } from "./source.ts";
import type { Tree } from "./tree.ts";

const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;
const YES = /^(yes|y|on)$/i;
const NO = /^(no|n|off)$/i;

/** What to write where YAML took a value for something else than its author did: a text for a number, or the reverse. */
export function valueHint(at: Tree, wanted: JsonSchema, path: readonly string[]): string | undefined {
  const alternatives = simple(wanted);
  const allows = (...types: string[]) =>
    alternatives.some(({ type }) => [type].flat().some((one) => types.includes(String(one))));
  const { value, written } = at;
  if (typeof value === "string") {
    if (allows("number", "integer")) return numberHint(value, allows("number"));
    return allows("boolean") ? truthHint(value) : undefined;
  }
  if (allows("boolean") && (value === 0 || value === 1)) return `write ${value === 1}`;
  if (!written || !alternatives.some((schema) => isText(schema, written))) return undefined;
  const quoted = JSON.stringify(written);
  const inFlag = locationOf(at.spot).text.startsWith("--set ");
  return `in quotes it is a text: ${inFlag ? `--set '${path.join(".")}=${quoted}'` : quoted}`;
}

/** The schemas of which a value has to satisfy one. */
function simple(schema: JsonSchema): readonly JsonSchema[] {
  return alternativesOf(schema)?.flatMap(simple) ?? [schema];
}

/** Nobody means a number as a path. */
const isText = ({ type, pattern, format, enum: choices }: JsonSchema, text: string): boolean =>
  [type].flat().includes("string") &&
  !choices &&
  format !== "path" &&
  (typeof pattern !== "string" || new RegExp(pattern).test(text));

/** A text that would be a number without its quotes, its separators or its percent sign. */
function numberHint(text: string, fractions: boolean): string | undefined {
  if (NUMBER.test(text)) return "remove the quotes";
  if (/^[-+]?\d{1,3}([_,]\d{3})+$/.test(text)) return `write ${text.replace(/[_,]/g, "")}`;
  const [, percent] = /^(\d{1,3}(?:\.\d+)?) ?%$/.exec(text) ?? [];
  return percent !== undefined && fractions ? `write ${Number((Number(percent) / 100).toPrecision(12))}` : undefined;
}

function truthHint(text: string): string | undefined {
  if (/^(true|false)$/i.test(text)) return "remove the quotes";
  return YES.test(text) ? "write true" : NO.test(text) ? "write false" : undefined;
}
