/** A value of a spec on one line: "conv2d {out_channels: 16, kernel_size: 3}", "[0.9, 0.999]". */
export function partText(value: unknown): string {
  if (Array.isArray(value))
    return value.length > 0 && isPartList(value)
      ? value.map(partText).join(", ")
      : `[${value.map(partText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const { type, ...options } = value as Record<string, unknown>;
  const entries = Object.entries(options)
    .filter(([, option]) => option !== null && !(Array.isArray(option) && option.length === 0))
    .map(([key, option]) => `${key}: ${nested(option)}`);
  const name = typeof type === "string" ? [type] : [];
  return (
    [...name, ...(entries.length === 0 ? [] : [name.length > 0 ? `{${entries.join(", ")}}` : entries.join(", ")])].join(
      " ",
    ) || "{}"
  );
}

/** Options of options have their braces, so that it shows what belongs to what. */
const nested = (value: unknown): string =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isPart(value)
    ? `{${partText(value)}}`
    : partText(value);

/** Whether a value is a list of parts, which may be empty. */
export const isPartList = (value: unknown): value is readonly { readonly type: string }[] =>
  Array.isArray(value) && value.every(isPart);

const isPart = (value: unknown): value is { readonly type: string } =>
  typeof (value as { type?: unknown } | null)?.type === "string";
