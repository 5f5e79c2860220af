import { createTensor } from "../tensor.ts";
import type { Rule } from "./contract.ts";

/** What every value adds by its shift is the same for all samples, and starts the sum together with the bias. */
export const linear_sparse: Rule<"linear_sparse"> = ({ weight, bias, y, ...input }, { call }) => {
  const [rows, columns] = weight.shape as [number, number];
  const start = createTensor("linear start", [columns]);
  call("shift_sums", { x: weight, bias, affine: input.affine, y: start, rows, columns });
  call("linear_sparse", { ...input, weight, start, y, columns });
};

/** dW and db; the data needs no gradient. */
export const linear_sparse_backward: Rule<"linear_sparse_backward"> = (fields, { batch, call }) => {
  const { dy, dweight, dbias, ...input } = fields;
  const columns = dweight.shape[1] as number;
  const start = createTensor("weight gradient start", [columns]);
  call("shift_sums", { x: dy, affine: input.affine, y: start, rows: batch, columns });
  call("linear_sparse_weight", { ...input, dy, start, dweight, batch, columns });
  if (dbias) call("sum_rows", { x: dy, y: dbias, rows: batch, columns });
};
