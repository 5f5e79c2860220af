/** How the values of a parameter lie in the unit cube. */
export type Dimension =
  | { readonly kind: "ordered" }
  /** Each category has its share of the axis: what the search draws it with. */
  | { readonly kind: "categories"; readonly widths: readonly number[] };

/** One number a dimension: a place between 0 and 1, or the number of a category. */
export type Point = readonly number[];

/** What a leaf covers of a dimension: from … to, or the numbers of its categories. */
export type Stretch = readonly [low: number, high: number] | ReadonlySet<number>;

/** A leaf of a regression tree: where it lies, one stretch a dimension, and what it says. */
export interface Leaf {
  readonly box: readonly Stretch[];
  readonly value: number;
}

/** A part of the variance: the mean over the trees, and where nine of ten trees have it. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Why nothing can be said. */
export interface Unknown {
  readonly reason: string;
}

/** How much of a metric's variance over the whole search space each parameter makes by itself. */
export interface Importance {
  /** The largest first. */
  readonly parameters: readonly (Share & { readonly name: string })[];
  /** What parameters make together, and none of them by itself; null for a single one. */
  readonly interactions: Share | null;
  /** Settings that it is computed from. */
  readonly settings: number;
  /** After which epoch they are compared; null where it is at their end. */
  readonly epoch: number | null;
}
