/** The option of every rule. */
export const minEpochs = {
  min_epochs: { type: "integer", minimum: 1, default: 1, description: "No trial is stopped before so many epochs." },
} as const;
