import { add_into_batch_norm, normalize_again, relu_into_batch_norm } from "./fusion/batch_norm.ts";
import type { FusionRule } from "./fusion/contract.ts";
import { createGraph, type Graph, type Of } from "./graph.ts";
import { keptScale } from "./lowering/dropout.ts";
import type { Operation } from "./operations.ts";

/** Relu and max-pool commute: the pool's kernel takes the larger of its result and zero. */
const relu_into_pool: FusionRule = {
  why:
    "a relu that only a max-pool reads: one pass over the large map instead of two. Its gradient is zero where the " +
    "pool's output is, so the pool's gradient can look at that",
  apply(graph) {
    for (const pool of graph.all("max_pool2d")) {
      const relu = graph.writer(pool.fields.x, "relu");
      if (!relu) continue;
      const others = graph.readers(relu.fields.y).filter((reader) => reader !== pool);
      const behind = others.map((reader) => behindPool(graph, reader, pool));
      if (behind.some((found) => !found)) continue;
      graph.remove(relu);
      const { y } = pool.fields;
      graph.replace(pool, "max_pool2d", { ...pool.fields, x: relu.fields.x, relu: true });
      for (const found of behind) {
        if (!found) continue;
        graph.remove(found.poolBackward);
        graph.replace(found.reluBackward, "max_pool2d_backward", {
          ...found.poolBackward.fields,
          y,
          dx: found.reluBackward.fields.y,
        });
      }
    }
  },
};

/** `reader` as the relu's gradient right after the gradient of `pool`. */
function behindPool(graph: Graph, reader: Operation, pool: Of<"max_pool2d">) {
  if (reader.kind !== "relu_backward") return undefined;
  const poolBackward = graph.writer(reader.fields.a, "max_pool2d_backward");
  if (!poolBackward || poolBackward.fields.argmax !== pool.fields.argmax) return undefined;
  if (graph.readers(poolBackward.fields.dx).length !== 1) return undefined;
  return { reluBackward: reader, poolBackward };
}

/** After a relu, dropout's output tells where both let the gradient through: y > 0. */
const dropout_by_sign: FusionRule = {
  why:
    "a dropout after a relu: its gradient needs no second draw of the mask, since its output is positive exactly where " +
    "the relu was and the element was kept; the relu's gradient scales by 1 / (1 − p) there",
  apply(graph) {
    for (const backward of graph.all("dropout")) {
      const [reader, ...more] = graph.readers(backward.fields.y);
      if (!reader || more.length > 0 || (reader.kind !== "relu_backward" && reader.kind !== "max_pool2d_backward"))
        continue;
      const positive = reader.kind === "relu_backward" ? reader.fields.b : reader.fields.y;
      if (!positive) continue;
      const forward = graph
        .readers(positive)
        .find((operation) => operation.kind === "dropout" && operation.fields.key === backward.fields.key);
      if (forward?.kind !== "dropout") continue;
      graph.remove(backward);
      const scale = (reader.fields.scale ?? 1) * keptScale(backward.fields.p);
      const y = forward.fields.y;
      if (reader.kind === "relu_backward")
        graph.replace(reader, "relu_backward", { ...reader.fields, a: backward.fields.x, b: y, scale });
      else graph.replace(reader, "max_pool2d_backward", { ...reader.fields, dy: backward.fields.x, y, scale });
    }
  },
};

/** Before a max-pool the gradient of a convolution's output is mostly zero. */
const sparse_behind_pool: FusionRule = {
  why:
    "a dense convolution whose output only a max-pool reads, windows side by side: one output of a window has a gradient, so " +
    "the two products of its backward pass skip all but one term of each window, exact zeros, which at 2×2 is as many as " +
    "Winograd saves, and no transforms are needed; after a relu it is twice that",
  apply(graph) {
    for (const conv of graph.all("conv2d_backward")) {
      const backward = graph.writer(conv.fields.dy, "max_pool2d_backward");
      if (!backward || graph.readers(backward.fields.dx).length !== 1) continue;
      const pool = graph.writer(backward.fields.argmax, "max_pool2d");
      if (!pool) continue;
      const { kernel_height, kernel_width, stride_y, stride_x, height, width } = pool.fields;
      if (!sideBySide(pool.fields) || kernel_height * kernel_width < 2) continue;
      const { dy, argmax, y, scale = 1 } = backward.fields;
      const { dy: _, dilation_y = 1, dilation_x = 1, groups = 1, weight_row: _row, ...rest } = conv.fields;
      if (dilation_y > 1 || dilation_x > 1 || groups > 1) continue;
      graph.remove(backward);
      graph.replace(conv, "conv2d_backward_pooled", {
        ...rest,
        // dy may come through a flatten: the pool knows its own shape.
        ...{ dy, argmax, y, scale, out_height: height, out_width: width },
        ...{ windows_high: pool.fields.out_height, windows_wide: pool.fields.out_width },
        ...{
          window_height: kernel_height,
          window_width: kernel_width,
          window_stride_y: stride_y,
          window_stride_x: stride_x,
        },
      });
    }
  },
};

/** Whether no two of a pool's windows share a pixel and all lie within the image. */
const sideBySide = (g: Of<"max_pool2d">["fields"]): boolean =>
  g.pad_top === 0 &&
  g.pad_left === 0 &&
  g.dilation_y === 1 &&
  g.dilation_x === 1 &&
  g.stride_y >= g.kernel_height &&
  g.stride_x >= g.kernel_width &&
  (g.out_height - 1) * g.stride_y + g.kernel_height <= g.height &&
  (g.out_width - 1) * g.stride_x + g.kernel_width <= g.width;

/** Below this share of zeros a dense product, whose loops are simpler, is as fast. */
const LEAST_ZEROS = 0.6;

/** Most pixels of some data sets are black. */
const sparse_input: FusionRule = {
  why:
    "a linear layer that alone reads the data, most of whose bytes are 0: the product skips them, and what normalization " +
    "adds to every value is summed once for all samples; the normalized values are never written",
  apply(graph) {
    for (const gather of graph.all("gather_u8")) {
      const { x, values, order, cursor, affine, size, zeros = 0 } = gather.fields;
      if (zeros < LEAST_ZEROS) continue;
      const readers = graph.readers(x);
      const fits = (operation: Operation): boolean =>
        (operation.kind === "linear" && (operation.fields.weight.shape[1] as number) % 4 === 0) ||
        (operation.kind === "linear_backward" && !operation.fields.dx);
      const layers = readers.filter(({ kind }) => kind === "linear");
      if (layers.length !== 1 || !readers.every(fits)) continue;
      const input = { values, order, cursor, affine, size };
      graph.remove(gather);
      for (const reader of readers) {
        if (reader.kind === "linear") {
          const { weight, bias, y } = reader.fields;
          graph.replace(reader, "linear_sparse", { ...input, weight, bias, y });
        } else if (reader.kind === "linear_backward") {
          const { dy, dweight, dbias } = reader.fields;
          graph.replace(reader, "linear_sparse_backward", { ...input, dy, dweight, dbias });
        }
      }
    }
  },
};

/** In the order in which they apply in each round. */
export const fusionRules = {
  relu_into_pool,
  dropout_by_sign,
  sparse_behind_pool,
  add_into_batch_norm,
  relu_into_batch_norm,
  normalize_again,
  sparse_input,
} as const satisfies Record<string, FusionRule>;

export type FusionName = keyof typeof fusionRules;

/**
 * Applies the rules to a list of operations, in order and again until a round changes nothing: what one leaves may be what
 * another looks for. The list itself is left as it is.
 */
export function fuse(operations: readonly Operation[], names: readonly FusionName[]): readonly Operation[] {
  return applyRules(
    operations,
    names.map((name) => fusionRules[name]),
  );
}

/** @throws if the rules never settle, which is a bug of theirs: what a rule leaves, it must not find again. */
export function applyRules(operations: readonly Operation[], rules: readonly FusionRule[]): readonly Operation[] {
  const graph = createGraph(operations);
  for (let round = 0; round <= operations.length; round++) {
    const before = graph.changes;
    for (const { apply } of rules) apply(graph);
    if (graph.changes === before) return graph.operations;
  }
  throw new Error(`[kernels/fusion] the rules still find something to change after ${operations.length + 1} rounds`);
}
