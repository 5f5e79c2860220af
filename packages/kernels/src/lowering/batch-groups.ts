/** At most 16 groups of samples: enough to keep a team busy, few enough for their partial sums to stay small. */
export const groupOf = (batch: number): number => Math.ceil(batch / 16);
