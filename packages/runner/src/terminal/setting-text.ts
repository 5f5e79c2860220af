import { isPartList, partText } from "@assay/reports/text";
import { shorten } from "./columns.ts";

const LONGEST = 36;

/** A value of a spec in a table cell: "0.001", "[0.9, 0.999]", "7 parts: conv2d relu …"; "-" where there is none. */
export function settingText(value: unknown, unicode = true, longest = LONGEST): string {
  if (value === null || value === undefined) return "-";
  const text =
    isPartList(value) && value.length > 0
      ? `${value.length} ${value.length === 1 ? "part" : "parts"}: ${value.map(({ type }) => type).join(" ")}`
      : partText(value);
  return shorten(text, longest, unicode);
}
