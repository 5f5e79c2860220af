import type { Call } from "./call.ts";
import { chunkOf } from "./lowering/batch-chunks.ts";
import type { Lowering, Rule } from "./lowering/contract.ts";
import { conv2d, conv2d_backward, conv2d_backward_pooled } from "./lowering/conv2d.ts";
import { dropout, dropout2d } from "./lowering/dropout.ts";
import { group_norm_backward } from "./lowering/group_norm.ts";
import { linear, linear_backward, matmul } from "./lowering/linear.ts";
import { linear_sparse, linear_sparse_backward } from "./lowering/linear_sparse.ts";
import * as updates from "./lowering/updates.ts";
import type { CompositeOperations, Operation } from "./operations.ts";
import type { KernelName } from "./registry.ts";

/**
 * From what is computed to the kernels that compute it. Every choice of an algorithm is made by one of these rules; an
 * operation without a rule is a kernel of the same name.
 */
const rules: { [K in keyof CompositeOperations]: Rule<K> } = {
  linear,
  linear_backward,
  linear_sparse,
  linear_sparse_backward,
  matmul,
  conv2d,
  conv2d_backward,
  conv2d_backward_pooled,
  group_norm_backward,

  gather_u8({ zeros: _, ...fields }, { call }) {
    call("gather_u8", fields);
  },

  max_pool2d({ relu = false, ...fields }, { call }) {
    call("max_pool2d", { ...fields, relu: relu ? 1 : 0 });
  },

  max_pool2d_backward({ scale = 1, ...fields }, { call }) {
    call("max_pool2d_backward", { ...fields, scale });
  },

  relu_backward({ scale = 1, ...fields }, { call }) {
    call("relu_backward", { ...fields, scale });
  },

  batch_norm_apply({ relu = false, again = false, ...fields }, { call }) {
    call("batch_norm_apply", { ...fields, relu: relu ? 1 : 0 }, again);
  },

  dropout,
  dropout2d,
  ...updates,
};

/** The kernel calls of a list of operations, in order. */
export function lower(operations: readonly Operation[], batch: number): Call[] {
  const calls: Call[] = [];
  const lowering: Lowering = {
    batch,
    chunk: chunkOf(batch),
    call: (kernel, args, late = false) => calls.push({ kernel, args: args as Call["args"], late }),
  };
  for (const { kind, fields } of operations) {
    if (kind in rules)
      (rules[kind as keyof CompositeOperations] as (f: unknown, l: Lowering) => void)(fields, lowering);
    else calls.push({ kernel: kind as KernelName, args: fields as Call["args"] });
  }
  return calls;
}
