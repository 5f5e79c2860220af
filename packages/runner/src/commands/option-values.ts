import { InvalidArgumentError } from "commander";

/** Readers of option values: what is not as it must be is refused with the value and the rule. */

/** A whole number from `least` to `most`. */
export const integer =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

/** Collects the values of an option that may be given several times. */
export const collect = (text: string, earlier: readonly string[]): string[] => [...earlier, text];

/** A path or a name: not empty, no NUL. */
export function path(text: string): string {
  if (text === "" || text.includes("\0")) throw new InvalidArgumentError("It must be a path.");
  return text;
}

/** Most seeds of one command. */
const MOST_SEEDS = 1000;

/** Seeds: "1..5", "1,4,7", or both. */
export function seeds(text: string): number[] {
  const found = text.split(",").flatMap((part) => {
    const [, first = "", last = first] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === "" || to < from || to - from >= MOST_SEEDS) return [Number.NaN];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  const isGood = found.every(Number.isSafeInteger) && found.length <= MOST_SEEDS;
  if (isGood && new Set(found).size === found.length) return found;
  throw new InvalidArgumentError(`It must be different whole numbers, such as 1..5 or 1,4,7, at most ${MOST_SEEDS}.`);
}
