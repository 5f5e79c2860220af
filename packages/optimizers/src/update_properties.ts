/** The option of rules with a momentum. */
export const momentumProperty = {
  momentum: {
    type: "number",
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0,
    description: "What each step keeps of the steps before.",
  },
} as const;

/** Weight decay as an L2 penalty; none unless it is asked for. */
export const l2Property = {
  weight_decay: { type: "number", minimum: 0, default: 0, description: "L2 penalty, added to the gradient." },
} as const;
