import type { Dimension, Leaf, Stretch } from "./contract.ts";

/** The variance of a tree over the unit cube, and what of it each dimension makes by itself. */
export interface Variances {
  readonly total: number;
  /** Of the marginals, one a dimension. */
  readonly single: readonly number[];
}

/**
 * The functional analysis of variance of a tree, exact from its leaves (F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient
 * approach for assessing hyperparameter importance", ICML 2014): the marginal of a dimension is the tree's mean over all others,
 * and its variance is what that dimension makes by itself.
 */
export function decompose(leaves: readonly Leaf[], dimensions: readonly Dimension[]): Variances {
  const sizes = leaves.map(({ box }) => box.map((stretch, i) => sizeOf(stretch, dimensions[i])));
  const volumes = sizes.map((each) => each.reduce((product, size) => product * size, 1));
  const over = (power: number) => leaves.reduce((sum, { value }, l) => sum + (volumes[l] ?? 0) * value ** power, 0);
  const mean = over(1);
  const single = dimensions.map((dimension, i) => {
    // What each leaf adds to the marginal where it lies.
    const parts = leaves.map(({ box, value }, l) => ({
      stretch: box[i] as Stretch,
      height: value * (sizes[l] ?? []).reduce((product, size, j) => (j === i ? product : product * size), 1),
    }));
    return Math.max(0, meanSquare(parts, dimension) - mean ** 2);
  });
  return { total: Math.max(0, over(2) - mean ** 2), single };
}

const sizeOf = (stretch: Stretch, dimension: Dimension | undefined): number =>
  "has" in stretch
    ? [...stretch].reduce((sum, category) => sum + widthOf(dimension, category), 0)
    : stretch[1] - stretch[0];

const widthOf = (dimension: Dimension | undefined, category: number): number =>
  dimension?.kind === "categories" ? (dimension.widths[category] ?? 0) : 0;

/** The integral of the square of a marginal: a sum of parts, each as high over its stretch. */
function meanSquare(
  parts: readonly { readonly stretch: Stretch; readonly height: number }[],
  dimension: Dimension,
): number {
  if (dimension.kind === "categories") {
    return dimension.widths.reduce((sum, width, category) => {
      const own = parts.filter(({ stretch }) => "has" in stretch && stretch.has(category));
      return sum + width * own.reduce((height, part) => height + part.height, 0) ** 2;
    }, 0);
  }
  const steps = parts.flatMap(({ stretch, height }) =>
    "has" in stretch
      ? []
      : [
          { at: stretch[0], height },
          { at: stretch[1], height: -height },
        ],
  );
  steps.sort((a, b) => a.at - b.at);
  let [sum, height] = [0, 0];
  for (const [i, step] of steps.entries()) {
    height += step.height;
    sum += ((steps[i + 1]?.at ?? step.at) - step.at) * height ** 2;
  }
  return sum;
}
