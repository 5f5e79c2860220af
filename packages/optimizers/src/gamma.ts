/** The option of schedules that change the rate from time to time by a factor. */
export const gammaProperty = {
  gamma: { type: "number", exclusiveMinimum: 0, default: 0.1, description: "What each change multiplies the rate by." },
} as const;

export const gammaHints = { factor: "gamma", drop: "gamma", decay: "gamma" } as const;
