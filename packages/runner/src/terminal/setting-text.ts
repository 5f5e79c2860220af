import { shorten } from "./columns.ts";

const LONGEST = 36;

/** A value of a spec in a table cell: "0.001", "[0.9, 0.999]", "7 parts: conv2d relu …"; "-" where there is none. */
export const settingText = (value: unknown, unicode = true, longest = LONGEST): string =>
  value === null || value === undefined ? "-" : shorten(compact(value), longest, unicode);

function compact(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isPart))
      return `${value.length} ${value.length === 1 ? "part" : "parts"}: ${value.map((part) => part.type).join(" ")}`;
    return `[${value.map(compact).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) return String(value);
  const { type, ...options } = value as Record<string, unknown>;
  const entries = Object.entries(options).map(([key, option]) => `${key}: ${compact(option)}`);
  return (
    [...(typeof type === "string" ? [type] : []), ...(entries.length > 0 ? [`{${entries.join(", ")}}`] : [])].join(
      " ",
    ) || "{}"
  );
}

const isPart = (value: unknown): value is { readonly type: string } =>
  typeof (value as { type?: unknown } | null)?.type === "string";
