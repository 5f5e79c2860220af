import { withoutUnsafe } from "@assay/runs/plain-text";

/** A value that Python text can hold. Numbers for each axis become one number where they are equal; a list stays one. */
export type PythonValue = number | boolean | string | readonly number[] | { readonly list: readonly number[] };

/** A value as Python has it. */
export function valueText(value: PythonValue): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  if ("list" in value) return `[${value.list.join(", ")}]`;
  return value.every((item) => item === value[0]) ? String(Number(value[0])) : `(${value.map(Number).join(", ")})`;
}

/**
 * A call of a module of torch.nn.
 * @param named arguments and their defaults; those that are equal are left out
 */
export function moduleText(
  module: string,
  positional: readonly PythonValue[],
  named: Readonly<Record<string, readonly [PythonValue, PythonValue]>> = {},
): string {
  const options = Object.entries(named)
    .map(([name, [value, usual]]) => [name, valueText(value), valueText(usual)])
    .flatMap(([name, value, usual]) => (value === usual ? [] : [`${name}=${value}`]));
  return `nn.${module}(${[...positional.map(valueText), ...options].join(", ")})`;
}

/** A call with an argument a line. */
export const callText = (name: string, args: readonly string[]): string =>
  `${name}(${args.map((text) => `\n${indented(text)},`).join("")}${args.length > 0 ? "\n" : ""})`;

/** A text in quotes; what could drive a terminal or turn the line around is escaped. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`,
  );

/** A text moved to the right by one level. */
export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "    ");

/** A list of numbers or names, in lines of at most 120 characters. */
export function listText(items: readonly (number | string)[]): string {
  const texts = items.map((item) => (typeof item === "string" ? quoted(item) : String(item)));
  const short = `[${texts.join(", ")}]`;
  if (short.length < 100) return short;
  const lines = [""];
  for (const text of texts) {
    if ((lines.at(-1) as string).length + text.length > 110) lines.push("");
    lines[lines.length - 1] += `${lines.at(-1) === "" ? "" : " "}${text},`;
  }
  return `[\n${indented(lines.join("\n"))}\n]`;
}

/** A text of a record as a comment or a docstring can hold it: in one line, without quotes. */
export const plainText = (text: string): string => withoutUnsafe(text, "?").replaceAll(/["\\\p{C}]/gu, "?");
