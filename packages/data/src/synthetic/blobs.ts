import { gaussian } from "./gaussian.ts";
import type { SyntheticKind } from "./kind.ts";

/** Centers are drawn from ± this in each feature: `center_box` of scikit-learn. */
const BOX = 10;

/**
 * Isotropic Gaussian blobs, one a class (sklearn.datasets.make_blobs): `noise` is their standard deviation, there `cluster_std`,
 * and `classes` their number, there `centers`. Example i has class i mod `classes`.
 */
export const blobs = {
  target: "class",
  defaults: { noise: 1, classes: 3, features: 2 },
  draw({ examples, noise, classes, features }, random) {
    const centers = Float64Array.from({ length: classes * features }, () => BOX * (2 * random() - 1));
    const targets = Int32Array.from({ length: examples }, (_, i) => i % classes);
    const inputs = Float32Array.from({ length: examples * features }, (_, at) => {
      const label = Math.floor(at / features) % classes;
      return (centers[label * features + (at % features)] as number) + noise * gaussian(random);
    });
    return { inputs, targets };
  },
} as const satisfies SyntheticKind;
