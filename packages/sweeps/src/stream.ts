import seedrandom from "seedrandom";

/** Draws between 0 and 1, the same ones for a seed and a purpose on any machine. */
export const stream = (seed: number, purpose: string): (() => number) => seedrandom(`${seed}/sweep/${purpose}`);
