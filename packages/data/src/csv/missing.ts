import { type CsvFile, type Place, problem } from "./file.ts";

/** What is done where a value is missing: the values of the option `missing`. */
export const MISSING_MODES = ["error", "drop", "mean"] as const;
export type MissingMode = (typeof MISSING_MODES)[number];

const MARKS = new Set(["", "NA", "N/A", "NaN", "nan", "null", "?"]);
const LONGEST_MARK = 4;

/** Whether a trimmed cell stands for no value. */
export const isMissing = (text: string): boolean => text.length <= LONGEST_MARK && MARKS.has(text);

/** How a missing value is written, for hints. */
export const MARKS_LIST = "an empty cell, NA, N/A, NaN, nan, null or ?";

/** A value that must be there. @param modes the values of `missing` that would help */
export function missingValue(file: CsvFile, place: Place, modes: readonly ("drop" | "mean")[]) {
  const help = {
    drop: "missing: drop leaves such rows out",
    mean: "missing: mean fills in the mean of the column",
  };
  return problem(file, place, "the value is missing", modes.map((mode) => help[mode]).join(", "));
}
