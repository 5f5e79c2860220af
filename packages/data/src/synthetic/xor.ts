import type { SyntheticKind } from "./kind.ts";

/** Coordinates are drawn from ± this … */
const RANGE = 5;
/** … and moved away from the axes by this. */
const PADDING = 0.3;

/**
 * Four squares around the origin (the TensorFlow playground's): class 1 where x · y ≥ 0, class 0 elsewhere. Noise moves the point
 * by ± 5 · `noise` before its class is told, and not in the inputs: some labels near the axes are wrong.
 */
export const xor = {
  target: "class",
  defaults: { noise: 0 },
  draw({ examples, noise }, random) {
    const inputs = new Float32Array(2 * examples);
    const targets = new Int32Array(examples);
    const uniform = (): number => RANGE * (2 * random() - 1);
    const coordinate = (): number => {
      const value = uniform();
      return value > 0 ? value + PADDING : value - PADDING;
    };
    for (let i = 0; i < examples; i++) {
      const [x, y] = [coordinate(), coordinate()];
      inputs[2 * i] = x;
      inputs[2 * i + 1] = y;
      targets[i] = (x + noise * uniform()) * (y + noise * uniform()) >= 0 ? 1 : 0;
    }
    return { inputs, targets };
  },
} as const satisfies SyntheticKind;
