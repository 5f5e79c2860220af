import { cos, sin } from "@assay/kernels";
import type { SyntheticKind } from "./kind.ts";

const RADIUS = 5;
const TURNS = 1.75;

/**
 * Interleaved spirals, an arm a class (the TensorFlow playground's, which has two): r (sin t, cos t) with r from 0 to 5 over 1.75
 * turns, each arm turned by 2π / `classes` against the one before. Uniform noise of ±`noise` is added to each coordinate.
 * Example i has class i mod `classes`.
 */
export const spirals = {
  target: "class",
  defaults: { noise: 0, classes: 2 },
  draw({ examples, noise, classes }, random) {
    const inputs = new Float32Array(2 * examples);
    const targets = Int32Array.from({ length: examples }, (_, i) => i % classes);
    for (const [i, label] of targets.entries()) {
      const count = Math.floor((examples - label + classes - 1) / classes);
      const share = Math.floor(i / classes) / count;
      const t = 2 * Math.PI * (TURNS * share + label / classes);
      inputs[2 * i] = RADIUS * share * sin(t) + noise * (2 * random() - 1);
      inputs[2 * i + 1] = RADIUS * share * cos(t) + noise * (2 * random() - 1);
    }
    return { inputs, targets };
  },
} as const satisfies SyntheticKind;
