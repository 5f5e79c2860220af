/** Samples a chunk. A reduction is cut into chunks fixed by the shape: at most 16, enough to keep a team busy, few enough for their partial sums to stay small. */
export const chunkOf = (batch: number): number => Math.ceil(batch / 16);
