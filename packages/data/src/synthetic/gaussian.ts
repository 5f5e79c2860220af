import { cos, log } from "@assay/kernels";

/** A draw from the standard normal distribution, by Box and Muller: two uniform draws each. */
export const gaussian = (random: () => number): number => {
  const radius = Math.sqrt(-2 * log(1 - random()));
  return radius * cos(2 * Math.PI * random());
};
