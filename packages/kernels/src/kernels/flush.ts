/** Values below these limits are set to zero, so that no state becomes denormal and slow. */
export const flush = (value: number, limit: number): number => (Math.abs(value) < limit ? 0 : value);

/** The limits of assembly/flush.ts. */
export const LEAST = { gradient: 1e-16, moment: 1e-30, parameter: 1e-20 } as const;

/** share · value; what counts for nothing is zero even if it is infinite. */
export const part = (share: number, value: number): number => (share === 0 ? 0 : share * value);
