import { InputError, sizeOf, stream, streamKey, type Tensor } from "@assay/kernels";
import { findInitializer } from "./find-initializer.ts";
import type { Model } from "./model.ts";

/**
 * The start of a training: every parameter drawn by its initializer from the stream `seed/init/<parameter>`, buffers
 * filled, random keys set. `write` puts values where a placed tensor lies.
 */
export function initialize(
  model: Model,
  seed: number,
  write: (tensor: Tensor, values: Float32Array | Int32Array) => void,
): void {
  for (const { name, shape, init, fan, value } of model.parameters) {
    const definition = findInitializer(init);
    if (!definition) throw new InputError("layers", `unknown initializer "${init.type}"`);
    const values = new Float32Array(sizeOf(shape));
    definition.fill(values, init, fan, stream(seed, `init/${name}`), shape);
    write(value, values);
  }
  for (const { value, fill } of model.buffers) write(value, new Float32Array(sizeOf(value.shape)).fill(fill));
  for (const { purpose, value } of model.streams) write(value, Int32Array.from(streamKey(seed, purpose)));
}
