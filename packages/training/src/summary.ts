import type { SequenceEntry } from "@assay/layers";

/** One layer of a model; a nested layer stands after the one that holds it. */
export interface SummaryRow {
  /** "3", or "4.body.0" for a nested layer. */
  readonly path: string;
  readonly type: string;
  readonly output: readonly number[];
  /** Those of the layers inside included. */
  readonly parameters: number;
  /** Floating-point operations of the forward pass of one sample, those of the layers inside included. */
  readonly flops: number;
}

/** A layer's row and, below it, those of the layers inside. */
export function rowsOf({ path, type, layer, parameters }: SequenceEntry): SummaryRow[] {
  const inside = layer.children ?? [];
  const own = parameters.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
  const nested = inside.flatMap(rowsOf);
  const direct = inside.map(({ path: innerPath }) => nested.find((row) => row.path === innerPath)?.parameters ?? 0);
  const total = own + direct.reduce((sum, count) => sum + count, 0);
  return [{ path, type, output: layer.output, parameters: total, flops: layer.flops }, ...nested];
}
