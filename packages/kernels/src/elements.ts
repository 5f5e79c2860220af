import type { Arena } from "./arena.ts";
import { addressOf, sizeOf, type Tensor } from "./tensor.ts";

/** The elements of a placed tensor, as its data type has them. */
export type Elements = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A live view of a placed tensor's elements; take it again after an allocation. */
export function elementsOf({ arena }: { readonly arena: Arena }, tensor: Tensor): Elements {
  const view = arena.views[tensor.dtype];
  const from = addressOf(tensor) / view.BYTES_PER_ELEMENT;
  return view.subarray(from, from + sizeOf(tensor.shape));
}
