import { createTensor } from "../tensor.ts";
import type { Rule } from "./contract.ts";

/** dx sample by sample; dW and db in partial sums by chunks of samples, added up in order. */
export const group_norm_backward: Rule<"group_norm_backward"> = (
  { dweight, dbias, dx, weight, ...tensors },
  { batch, chunk, call },
) => {
  const { dy, x, moments, rows, channels, groups } = tensors;
  if (dx) call("group_norm_backward", { dy, x, weight, moments, dx, rows, channels, groups });
  if (!dweight && !dbias) return;
  const chunks = Math.ceil(batch / chunk);
  const partial = createTensor("gradients by chunk", [chunks, 2, channels], "f64", true);
  call("group_norm_sums", { dy, x, moments, partial, batch, chunk, rows, channels, groups });
  call("group_norm_finalize", { partial, dweight, dbias, chunks, channels });
};
