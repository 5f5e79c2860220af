/** How near the tests hold optimizers and schedules to their references; docs/parity.md states the same numbers. */
export const TOLERANCES = {
  /** Relative, in the first `steps` steps of an optimizer. */
  first: 1e-6,
  steps: 12,
  /** Absolute, in all later ones. */
  later: 1e-5,
  /** Of a learning rate: of the optimizer's own. */
  schedule: 1e-12,
} as const;
