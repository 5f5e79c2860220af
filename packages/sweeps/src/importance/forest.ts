import { stream } from "../stream.ts";
import type { Dimension, Share } from "./contract.ts";
import { decompose } from "./decompose.ts";
import { growTree, type Sample } from "./tree.ts";

const TREES = 64;

/** Samples that a tree learns from: more would take seconds, and change little. */
const MOST = 1000;

/** The part of the dimensions that a node of a tree may be split along. */
const CHOSEN = 0.7;

/** Where nine of ten trees lie between. */
const OUTSIDE = 0.05;

/**
 * Shares of the variance over the whole unit cube, by a random forest that has learned from samples of it (L. Breiman 2001): those
 * of each dimension by itself, and of what they make together. Undefined where no tree varies.
 */
export function sharesOf(
  samples: readonly Sample[],
  dimensions: readonly Dimension[],
  seed: number,
): { readonly single: readonly Share[]; readonly together: Share } | undefined {
  const draw = stream(seed, "importance");
  const below = (count: number) => Math.floor(draw() * count);
  const chosen = Math.ceil(CHOSEN * dimensions.length);
  const choose = (): number[] => {
    const left = [...dimensions.keys()];
    return Array.from({ length: chosen }, () => left.splice(below(left.length), 1)[0] ?? 0);
  };
  const trees = Array.from({ length: TREES }, () => {
    const count = Math.min(MOST, samples.length);
    const drawn = Array.from({ length: count }, () => samples[below(samples.length)] as Sample);
    return decompose(growTree(drawn, dimensions, choose), dimensions);
  }).filter(({ total }) => total > 0);
  if (trees.length === 0) return undefined;
  return {
    single: dimensions.map((_, i) => shareOf(trees.map(({ total, single }) => (single[i] ?? 0) / total))),
    together: shareOf(
      trees.map(({ total, single }) => Math.max(0, 1 - single.reduce((sum, each) => sum + each, 0) / total)),
    ),
  };
}

function shareOf(values: readonly number[]): Share {
  const sorted = values.map((value) => Math.min(1, value)).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const share = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { share, low: at(OUTSIDE), high: at(1 - OUTSIDE) };
}
