import { gaussian } from "./gaussian.ts";
import type { SyntheticKind } from "./kind.ts";

/** Features that the value depends on; further ones are noise. */
const INFORMATIVE = 10;

/**
 * A linear function of normal features (sklearn.datasets.make_regression, `n_informative` 10, `bias` 0): y = Σ w x with w from
 * 0 to 100 for each of the first ten features. `noise` is the standard deviation of what is added to y.
 */
export const regression = {
  target: "values",
  defaults: { noise: 0, features: 2 },
  draw({ examples, noise, features }, random) {
    const weights = Float64Array.from({ length: Math.min(INFORMATIVE, features) }, () => 100 * random());
    const inputs = new Float32Array(examples * features);
    const targets = new Float32Array(examples);
    for (let i = 0; i < examples; i++) {
      let value = 0;
      for (let feature = 0; feature < features; feature++) {
        const at = i * features + feature;
        inputs[at] = gaussian(random);
        value += (weights[feature] ?? 0) * (inputs[at] as number);
      }
      targets[i] = value + noise * gaussian(random);
    }
    return { inputs, targets };
  },
} as const satisfies SyntheticKind;
