import type { Of } from "../graph.ts";
import { hasGradientBySample } from "../lowering/conv2d.ts";
import { BYTES, createTensor, sizeOf } from "../tensor.ts";
import type { FusionRule } from "./contract.ts";

/** A sum that a batch norm ends in, as in a residual block: both are one pass over the map. */
export const add_into_batch_norm: FusionRule = {
  why: "a sum that alone reads a batch norm's output: one pass over the map instead of two, and one map less to keep",
  apply(graph) {
    for (const add of graph.all("add")) {
      const { a, b, y } = add.fields;
      for (const [normal, addend] of [
        [a, b],
        [b, a],
      ] as const) {
        const norm = graph.writer(normal, "batch_norm_apply");
        if (!norm || norm.fields.relu || norm.fields.addend) continue;
        if (normal.storage === addend.storage || graph.readers(normal).length !== 1) continue;
        graph.remove(norm);
        graph.replace(add, "batch_norm_apply", { ...norm.fields, addend, y });
        break;
      }
    }
  },
};

/** A relu after a batch norm: both are one pass over the map, forward and backward. */
export const relu_into_batch_norm: FusionRule = {
  why:
    "a relu that alone reads a batch norm's output: one pass over the map instead of two. Backward, the norm tells from its " +
    "own input where the relu let the gradient through, so the relu's gradient is never written",
  apply(graph) {
    for (const relu of graph.all("relu")) {
      const norm = graph.writer(relu.fields.x, "batch_norm_apply");
      if (!norm || graph.readers(relu.fields.x).length !== 1) continue;
      const { affine: forward, addend } = norm.fields;
      // Of a sum the norm cannot tell alone what the relu let through.
      for (const backward of addend ? [] : graph.readers(relu.fields.y)) {
        if (backward.kind !== "relu_backward" || (backward.fields.scale ?? 1) !== 1) continue;
        if (backward.fields.b.storage !== relu.fields.y.storage) continue;
        const behind = graph.readers(backward.fields.y);
        const isOwn = (operation: Of<"batch_norm_backward_sums" | "batch_norm_backward_apply">): boolean =>
          operation.fields.x.storage === norm.fields.x.storage;
        const sums = behind.filter((operation) => operation.kind === "batch_norm_backward_sums").filter(isOwn);
        const applied = behind.filter((operation) => operation.kind === "batch_norm_backward_apply").filter(isOwn);
        if (behind.length === 0 || sums.length + applied.length !== behind.length) continue;
        const gated = { dy: backward.fields.a, forward };
        for (const operation of sums)
          graph.replace(operation, "batch_norm_backward_sums", { ...operation.fields, ...gated });
        for (const operation of applied)
          graph.replace(operation, "batch_norm_backward_apply", { ...operation.fields, ...gated });
        graph.remove(backward);
      }
      graph.remove(relu);
      graph.replace(norm, "batch_norm_apply", { ...norm.fields, y: relu.fields.y, relu: true });
    }
  },
};

/** What a batch norm gave is cheap to compute again, from what the backward pass reads anyway. */
export const normalize_again: FusionRule = {
  why:
    "a batch norm whose output convolutions alone read, and their gradients: the weight's gradient computes it again, sample by " +
    "sample, from the norm's input, which the norm's own gradient reads there. Both maps then lie in the threads' workspaces, " +
    "and none is written to memory, kept and read back",
  apply(graph) {
    for (const norm of graph.all("batch_norm_apply")) {
      const { y, addend } = norm.fields;
      const isWhole = y.offset === 0 && sizeOf(y.shape) * BYTES[y.dtype] === y.storage.bytes;
      if (addend || !isWhole || !y.storage.bySample || graph.writer(y, "batch_norm_apply") !== norm) continue;
      const readers = graph.readers(y);
      const backward = readers
        .filter((reader) => reader.kind === "conv2d_backward")
        .filter(({ fields }) => fields.x.storage === y.storage && hasGradientBySample(fields));
      const forward = readers.filter((reader) => reader.kind === "conv2d");
      if (forward.length === 0 || backward.length === 0 || forward.length + backward.length < readers.length) continue;
      for (const reader of backward) {
        const again = createTensor(`${y.storage.label} again`, y.shape, y.dtype, true);
        graph.insertBefore(reader, "batch_norm_apply", { ...norm.fields, y: again, again: true });
        graph.replace(reader, "conv2d_backward", {
          ...reader.fields,
          x: { ...reader.fields.x, storage: again.storage },
        });
      }
    }
  },
};
