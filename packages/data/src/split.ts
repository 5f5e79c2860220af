import { InputError } from "@assay/kernels";

import type { Column, Target } from "./contract.ts";

const PART = "data/split";

/** Indices into the training split, each in file order. */
export interface TrainingSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * How many of `examples` are held out: a count as it is, a fraction rounded to the nearest count.
 * @param option what the number is called in an error
 * @throws InputError if nothing could be held out or nothing would be left
 */
export function heldOut(validation: number, examples: number, option = "validation"): number {
  if (validation > 0 && validation < 1) {
    const count = Math.round(validation * examples);
    if (count > 0 && count < examples) return count;
    const fate = count === 0 ? "holds out nothing" : "leaves nothing to train on";
    throw new InputError(PART, `${option} ${validation} of ${examples} examples ${fate}`);
  }
  if (!Number.isInteger(validation) || validation < 0) {
    throw new InputError(PART, `${option} must be a whole number or a fraction in (0, 1), got ${validation}`);
  }
  if (validation > 0 && validation >= examples) {
    throw new InputError(PART, `${option} must leave one of ${examples} examples to train on, got ${validation}`);
  }
  return validation;
}

/**
 * Shares out `total` in proportion to `counts` by largest remainder, ties to the lower class. In whole numbers, so that
 * no rounding decides: total · count stays below 2^53 for anything that fits in memory.
 */
function largestRemainder(counts: readonly number[], total: number): number[] {
  const examples = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => Math.floor((total * count) / examples));
  const missing = total - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = counts
    .map((count, label) => ({ label, remainder: (total * count) % examples }))
    .sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  for (const { label } of byRemainder.slice(0, missing)) shares[label] = (shares[label] as number) + 1;
  return shares;
}

/**
 * Holds examples out of the training split. With classes it is stratified: each class gives its share, by largest
 * remainder, so that the total is exact. Which ones is drawn without replacement, class after class.
 *
 * @param targets one row an example; classes are read, values are not looked at
 * @param count number of examples
 * @param validation a count (0 holds nothing out), or a fraction in (0, 1); 1 is a count
 * @param random uniform draws in [0, 1): `stream(seed, "split")`
 * @param option what `validation` is called in an error
 * @throws InputError if nothing could be held out or nothing would be left
 */
export function splitTraining(
  targets: Column,
  target: Target,
  count: number,
  validation: number,
  random: () => number,
  option = "validation",
): TrainingSplit {
  const classes = target.kind === "class" ? target.classes : 1;
  const labels = target.kind === "class" ? targets.values : new Uint8Array(count);
  const total = heldOut(validation, labels.length, option);
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (const [index, label] of labels.entries()) {
    const own = members[label];
    if (!own) throw new InputError(PART, `label ${index} must be below ${classes}, got ${label}`);
    own.push(index);
  }

  const chosen = new Uint8Array(labels.length);
  if (total > 0) {
    const shares = largestRemainder(
      members.map((own) => own.length),
      total,
    );
    members.forEach((own, label) => {
      // The first `share` steps of a Fisher–Yates shuffle.
      for (let i = 0; i < (shares[label] as number); i++) {
        const j = i + Math.floor(random() * (own.length - i));
        chosen[own[j] as number] = 1;
        own[j] = own[i] as number;
      }
    });
  }

  const result = { train: new Int32Array(labels.length - total), validation: new Int32Array(total) };
  let train = 0;
  let held = 0;
  for (let index = 0; index < labels.length; index++) {
    if (chosen[index]) result.validation[held++] = index;
    else result.train[train++] = index;
  }
  return result;
}
