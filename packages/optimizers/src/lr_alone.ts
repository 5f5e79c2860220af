/** The learning rate is all that an update is told before each step. */
export const lrAlone = {
  scalarCount: 1,
  scalars(_step: number, lr: number, to: Float32Array): void {
    to[0] = lr;
  },
} as const;
