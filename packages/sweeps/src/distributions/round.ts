/** Digits that a drawn number keeps: enough for any hyperparameter, and few enough to read and to type again. */
const DIGITS = 6;

/** A number as it stands in a spec: with at most six digits that count, and within its bounds. */
export const round = (value: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): number =>
  Math.min(max, Math.max(min, Number(value.toPrecision(DIGITS))));
