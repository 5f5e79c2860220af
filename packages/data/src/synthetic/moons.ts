import { cos, sin } from "@assay/kernels";
import { gaussian } from "./gaussian.ts";
import type { SyntheticKind } from "./kind.ts";

/**
 * Two interleaving half circles (sklearn.datasets.make_moons): (cos t, sin t) is class 0, (1 − cos t, ½ − sin t) class 1, with t
 * evenly from 0 to π. `noise` is the standard deviation of what is added. Example i has class i mod 2.
 */
export const moons = {
  target: "class",
  defaults: { noise: 0 },
  draw({ examples, noise }, random) {
    const inputs = new Float32Array(2 * examples);
    const targets = Int32Array.from({ length: examples }, (_, i) => i % 2);
    for (const [i, label] of targets.entries()) {
      const count = Math.floor((examples + 1 - label) / 2);
      const t = (Math.PI * Math.floor(i / 2)) / Math.max(1, count - 1);
      const [x, y] = label === 0 ? [cos(t), sin(t)] : [1 - cos(t), 0.5 - sin(t)];
      inputs[2 * i] = x + noise * gaussian(random);
      inputs[2 * i + 1] = y + noise * gaussian(random);
    }
    return { inputs, targets };
  },
} as const satisfies SyntheticKind;
