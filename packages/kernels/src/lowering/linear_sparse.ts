import { createTensor } from "../tensor.ts";
import type { Rule } from "./contract.ts";

/** What every pixel adds by its shift is the same for all samples, and starts the sum together with the bias. */
export const linear_sparse: Rule<"linear_sparse"> = ({ weight, bias, y, shift, ...pixels }, { call }) => {
  const [rows, columns] = weight.shape as [number, number];
  const start = createTensor("linear start", [columns]);
  call("shift_sums", { x: weight, bias, y: start, rows, columns, shift });
  call("linear_sparse", { ...pixels, weight, start, y, columns });
};

/** dW and db; the data needs no gradient. */
export const linear_sparse_backward: Rule<"linear_sparse_backward"> = (fields, { batch, call }) => {
  const { dy, dweight, dbias, shift, ...pixels } = fields;
  const columns = dweight.shape[1] as number;
  const start = createTensor("weight gradient start", [columns]);
  call("shift_sums", { x: dy, y: start, rows: batch, columns, shift });
  call("linear_sparse_weight", { ...pixels, dy, start, dweight, batch, columns });
  if (dbias) call("sum_rows", { x: dy, y: dbias, rows: batch, columns });
};
