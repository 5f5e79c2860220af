import { writeYaml } from "./write-yaml.ts";

/** A value of a spec on one line, as people write it: "{ type: conv2d, kernel_size: 3 }", "[0.9, 0.999]", "relu". */
export function writeInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeInline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return writeYaml(value).trimEnd();
  const entries = Object.entries(value);
  const [[key, type] = []] = entries;
  if (entries.length === 1 && key === "type") return writeInline(type); // a part without options is a bare word
  return entries.length === 0
    ? "{}"
    : `{ ${entries.map(([name, each]) => `${name}: ${writeInline(each)}`).join(", ")} }`;
}
