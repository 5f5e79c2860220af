import { type CsvFile, type Place, problem } from "./file.ts";
import { shown } from "./show.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const WITH_COMMA = /^[+-]?[\d.]*(?:,\d+)+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** The least f64 that f32 would round to infinity. */
const OVERFLOW = 3.4028235677973366e38;

/** The value of a decimal number that f32 can hold; NaN for everything else. */
export function numberOf(text: string): number {
  if (!NUMBER.test(text)) return Number.NaN;
  const value = Number(text);
  return Math.abs(value) < OVERFLOW ? value : Number.NaN;
}

export const isNumber = (text: string): boolean => NUMBER.test(text);

/** Whether a text is meant as a number: one, or what other programs write for one. */
export const looksNumeric = (text: string): boolean =>
  NUMBER.test(text) || WITH_COMMA.test(text) || INFINITE.test(text);

/**
 * Why a cell is no number.
 * @param otherwise what to do if it is not meant to be one
 */
export function noNumber(file: CsvFile, place: Place, text: string, otherwise: string) {
  if (NUMBER.test(text))
    return problem(file, place, `must be at most 3.4e38, the range of 32 bits, got ${shown(text)}`);
  if (INFINITE.test(text)) return problem(file, place, `must be a finite number, got ${shown(text)}`);
  return problem(file, place, `must be a number, got ${shown(text)}`, commaHint(text) ?? otherwise);
}

function commaHint(text: string): string | undefined {
  if (!WITH_COMMA.test(text)) return undefined;
  const bare = text.replaceAll(",", "");
  if (!THOUSANDS.test(text)) return `write ${withPoint(text)}: the decimal mark is a point`;
  const single = text.split(",").length === 2 && !text.includes(".");
  return single ? `write ${text.replace(",", ".")}, or ${bare} without a mark of thousands` : `write ${bare}`;
}

/** 1.234,5 → 1234.5 */
const withPoint = (text: string): string => {
  const comma = text.lastIndexOf(",");
  return `${text.slice(0, comma).replace(/[.,]/g, "")}.${text.slice(comma + 1)}`;
};
