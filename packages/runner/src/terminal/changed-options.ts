import { canonicalJson } from "@assay/experiment/identity";
import { settingText } from "./setting-text.ts";

/** In what two parts differ, option by option, down to where they do: "out_features 64 → 128, init.type normal → zeros". */
export function changedOptions(from: unknown, to: unknown, unicode: boolean, prefix = ""): string {
  const keys = [...new Set([...Object.keys(from as object), ...Object.keys(to as object)])];
  const [before, after] = [from, to] as [Record<string, unknown>, Record<string, unknown>];
  return keys
    .filter((key) => canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null))
    .map((key) => {
      const [one, other] = [before[key], after[key]];
      if (isObject(one) && isObject(other)) return changedOptions(one, other, unicode, `${prefix}${key}.`);
      return `${prefix}${key} ${settingText(one, unicode)} ${unicode ? "→" : "->"} ${settingText(other, unicode)}`;
    })
    .join(", ");
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
