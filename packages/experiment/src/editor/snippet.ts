import { writeInline } from "../write-inline.ts";

type Values = Readonly<Record<string, unknown>>;

/** What an editor inserts under a label: keys whose plain values are tab stops, after those of `fixed`, whose are none. */
export function snippet(label: string, description: string, values: Values, fixed: Values = {}) {
  let stop = 0;
  const body = Object.entries(values).map(([key, value]) => {
    // A list of parts, one a line; braces would end a tab stop.
    if (Array.isArray(value) && value.some(isNested)) return [key, value.map(writeInline)];
    const text = writeInline(value);
    return [key, isNested(value) && !Array.isArray(value) ? text : tabStop(++stop, text)];
  });
  return { label, description, body: { ...fixed, ...Object.fromEntries(body) } };
}

const isNested = (value: unknown): boolean => typeof value === "object" && value !== null;

/** A place in a snippet to which the cursor goes, with a text to begin with. */
export const tabStop = (number: number, text = ""): string => (text ? `\${${number}:${text}}` : `$${number}`);
