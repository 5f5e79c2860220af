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

/**
 * Weight decay that does not pass through the gradient.
 *
 * @param more what is peculiar to a rule: the end of the sentence
 */
export const shrinkProperty = (value: number, more = "") =>
  ({
    weight_decay: {
      type: "number",
      minimum: 0,
      default: value,
      description: `Each step first takes lr · weight_decay of the parameter away${more}.`,
    },
  }) as const;

/** Weight decay of rules that offer both kinds. */
export const decoupledProperty = {
  decoupled_weight_decay: {
    type: "boolean",
    default: false,
    description: "Take lr · weight_decay of the parameter away, as adamw does, instead of adding to the gradient.",
  },
} as const;

/** Names that other libraries give the options of most rules. */
export const commonHints = { learning_rate: "lr", learningRate: "lr", l2: "weight_decay" } as const;
