/** How near the tests hold parts to their references; docs/parity.md states the same numbers. */
export const TOLERANCES = {
  /** Of a layer on its own: of the largest value of a tensor. */
  layer: 1e-5,
  /** Of residual, concat and repeat in one another. */
  nest: 1e-4,
  /** Of a network of many layers: relative. */
  network: 1e-4,
  /** Of the value and the gradient of a loss: relative. */
  loss: 1e-5,
  /** Of a metric against scikit-learn, or its definition. */
  metric: 1e-12,
  /** Of the calibration error, whose softmax is single precision. */
  calibration: 1e-6,
  /** Of an analytic gradient against central differences: relative. */
  differences: 0.01,
  /** Of an initializer's mean and variance: standard deviations of their estimates. */
  moments: 5,
} as const;
