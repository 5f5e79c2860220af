import { InputError } from "@assay/kernels";

const PART = "data/split";

/** Indices into the training split, each in file order. */
export interface TrainingSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * How many of `examples` are held out: a count as it is, a fraction rounded to the nearest count.
 * @throws InputError if nothing could be held out or nothing would be left
 */
export function heldOut(validation: number, examples: number): number {
  if (validation > 0 && validation < 1) {
    const count = Math.round(validation * examples);
    if (count > 0 && count < examples) return count;
    const fate = count === 0 ? "holds out nothing" : "leaves nothing to train on";
    throw new InputError(PART, `validation ${validation} of ${examples} examples ${fate}`);
  }
  if (!Number.isInteger(validation) || validation < 0) {
    throw new InputError(PART, `validation must be a whole number or a fraction in (0, 1), got ${validation}`);
  }
  if (validation > 0 && validation >= examples) {
    throw new InputError(PART, `validation must leave one of ${examples} examples to train on, got ${validation}`);
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
 * Holds examples out of the training split, stratified: each class gives its share, by largest remainder, so that the
 * total is exact. Which ones is drawn without replacement, class after class.
 *
 * @param labels class of each example
 * @param classes number of classes
 * @param validation a count (0 holds nothing out), or a fraction in (0, 1); 1 is a count
 * @param random uniform draws in [0, 1): `stream(seed, "split")`
 * @throws InputError if nothing could be held out or nothing would be left
 */
export function splitTraining(
  labels: Uint8Array,
  classes: number,
  validation: number,
  random: () => number,
): TrainingSplit {
  const total = heldOut(validation, labels.length);
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, index) => {
    const group = members[label];
    if (!group) throw new InputError(PART, `label ${index} must be below ${classes}, got ${label}`);
    group.push(index);
  });

  const chosen = new Uint8Array(labels.length);
  if (total > 0) {
    const shares = largestRemainder(
      members.map((group) => group.length),
      total,
    );
    members.forEach((group, label) => {
      // The first `share` steps of a Fisher–Yates shuffle.
      for (let i = 0; i < (shares[label] as number); i++) {
        const j = i + Math.floor(random() * (group.length - i));
        chosen[group[j] as number] = 1;
        group[j] = group[i] as number;
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
