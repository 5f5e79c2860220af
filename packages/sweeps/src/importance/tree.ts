import type { Dimension, Leaf, Point, Stretch } from "./contract.ts";

/** What a tree learns from. */
export interface Sample {
  readonly point: Point;
  readonly value: number;
}

interface Split {
  readonly dimension: number;
  /** Squares of errors that are left, of both sides together. */
  readonly error: number;
  readonly isLeft: (point: Point) => boolean;
  /** The two sides of what the node covers of the dimension. */
  readonly left: Stretch;
  readonly right: Stretch;
}

/**
 * A regression tree (Breiman et al. 1984), grown until a leaf holds one value, as its leaves: they cover the unit cube.
 * @param choose the dimensions that a node may be split along
 */
export function growTree(
  samples: readonly Sample[],
  dimensions: readonly Dimension[],
  choose: () => readonly number[],
): Leaf[] {
  const grow = (own: readonly Sample[], box: readonly Stretch[]): Leaf[] => {
    const split = own.every(({ value }) => value === own[0]?.value) ? undefined : bestSplit(own, box, choose());
    if (!split) return [{ box, value: meanOf(own) }];
    const side = (stretch: Stretch) => box.map((each, i) => (i === split.dimension ? stretch : each));
    return [
      ...grow(
        own.filter(({ point }) => split.isLeft(point)),
        side(split.left),
      ),
      ...grow(
        own.filter(({ point }) => !split.isLeft(point)),
        side(split.right),
      ),
    ];
  };
  const whole = dimensions.map(
    (dimension): Stretch => (dimension.kind === "ordered" ? [0, 1] : new Set(dimension.widths.keys())),
  );
  return grow(samples, whole);
}

function bestSplit(samples: readonly Sample[], box: readonly Stretch[], along: readonly number[]): Split | undefined {
  let best: Split | undefined;
  for (const dimension of along) {
    const stretch = box[dimension];
    const split = stretch && ("has" in stretch ? byCategory : byPlace)(samples, dimension, stretch as never);
    if (split && split.error < (best?.error ?? Number.POSITIVE_INFINITY)) best = split;
  }
  return best;
}

function byPlace(
  samples: readonly Sample[],
  dimension: number,
  [low, high]: readonly [number, number],
): Split | undefined {
  const place = ({ point }: Sample): number => point[dimension] ?? 0;
  const sorted = samples.toSorted((a, b) => place(a) - place(b));
  const groups = sorted.map((sample) => ({ place: place(sample), sum: sample.value, count: 1 }));
  const found = bestCut(groups, (i) => groups[i]?.place !== groups[i - 1]?.place);
  if (!found) return undefined;
  const at = ((groups[found.at - 1]?.place ?? 0) + (groups[found.at]?.place ?? 0)) / 2;
  const isLeft = (point: Point) => (point[dimension] ?? 0) < at;
  return { dimension, error: found.error, isLeft, left: [low, at], right: [at, high] };
}

/** Categories are cut in the order of their means, which is best for squares of errors (Fisher 1958). */
function byCategory(samples: readonly Sample[], dimension: number, own: ReadonlySet<number>): Split | undefined {
  const sums = new Map<number, { category: number; sum: number; count: number }>();
  for (const { point, value } of samples) {
    const category = point[dimension] ?? 0;
    const group = sums.get(category) ?? { category, sum: 0, count: 0 };
    sums.set(category, { category, sum: group.sum + value, count: group.count + 1 });
  }
  const groups = [...sums.values()].sort((a, b) => a.sum / a.count - b.sum / b.count || a.category - b.category);
  const found = bestCut(groups, () => true);
  if (!found) return undefined;
  const first = new Set(groups.slice(0, found.at).map(({ category }) => category));
  const isMostlyFirst = groups.slice(0, found.at).reduce((sum, { count }) => sum + count, 0) * 2 > samples.length;
  // A category that no sample here has goes where most samples go.
  const left = new Set([...own].filter((category) => (sums.has(category) ? first.has(category) : isMostlyFirst)));
  const right = new Set([...own].filter((category) => !left.has(category)));
  return { dimension, error: found.error, isLeft: (point) => left.has(point[dimension] ?? 0), left, right };
}

/** Where groups in an order are cut with the least squares of errors, up to what is the same for each cut. */
function bestCut(groups: readonly { readonly sum: number; readonly count: number }[], mayCut: (at: number) => boolean) {
  const [sum, count] = groups.reduce(([s, c], group) => [s + group.sum, c + group.count], [0, 0]);
  let best: { readonly at: number; readonly error: number } | undefined;
  let [leftSum, leftCount] = [0, 0];
  for (let at = 1; at < groups.length; at++) {
    leftSum += groups[at - 1]?.sum ?? 0;
    leftCount += groups[at - 1]?.count ?? 0;
    if (!mayCut(at)) continue;
    const error = -(leftSum ** 2 / leftCount) - (sum - leftSum) ** 2 / (count - leftCount);
    if (!best || error < best.error) best = { at, error };
  }
  return best;
}

const meanOf = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
