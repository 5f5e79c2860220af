import type { Graph } from "../graph.ts";

/**
 * Rules that replace operations by others that take less time. They run over what was emitted, before the
 * lowering chooses kernels; each keeps every value that another operation reads, and every gradient, up to rounding
 * (test/fusion.test.ts compares programs with and without each).
 */
export interface FusionRule {
  /** What must hold for the rule to apply, and what it saves. */
  readonly why: string;
  readonly apply: (graph: Graph) => void;
}
