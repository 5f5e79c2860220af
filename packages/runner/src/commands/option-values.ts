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
