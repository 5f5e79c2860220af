/** Elements in a unit of what runs over whole blocks: updates, gradients; assembly/common.ts has the same number. */
const RUN = 4096;

/** Number of units of a block, and of the partial sums that `square_sums` makes of it. */
export const runsOf = ({ size }: { readonly size: number }): number => Math.ceil(size / RUN);

/** First and last element (exclusive) of a unit. */
export const runBounds = (unit: number, size: number): readonly [number, number] => [
  unit * RUN,
  Math.min((unit + 1) * RUN, size),
];

/** Rough cost of a unit. */
export const runWork = (): number => RUN;
