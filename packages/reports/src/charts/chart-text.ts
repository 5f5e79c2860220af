/**
 * A value of a chart's option in which no text is a name that every object has, such as `__proto__`. ECharts keeps what it has
 * measured in plain objects, by text: it would take what they have by nature for its own, and write into it.
 */
export function withoutInherited(value: unknown): unknown {
  if (typeof value === "string") return value.split("\n").map(set).join("\n");
  if (Array.isArray(value)) return value.map(withoutInherited);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutInherited(item)]));
}

/** A line with a blank behind it where it is such a name; the blank is one that is not trimmed. */
const set = (line: string): string => (line.trim() in {} ? `${line}\u00a0` : line);
