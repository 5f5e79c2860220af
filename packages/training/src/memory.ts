import { type Engine, elementsOf, type Tensor } from "@assay/kernels";
import type { Model } from "@assay/layers";
import { hashOfAll } from "./chain.ts";

/** Copies values to where a tensor lies. */
export function write(engine: Engine, tensor: Tensor, values: ArrayLike<number>): void {
  elementsOf(engine, tensor).set(values);
}

/** What a model keeps, by name as in a PyTorch state dict: its parameters, then its buffers. */
export const keptTensors = ({ parameters, buffers }: Model): { name: string; tensor: Tensor }[] =>
  [...parameters, ...buffers].map(({ name, value }) => ({ name, tensor: value }));

/** Name, shape and a copy of the values of every parameter and buffer, in the order of the model. */
export function weightsOf(
  engine: Engine,
  model: Model,
): { name: string; shape: readonly number[]; values: Float32Array }[] {
  return keptTensors(model).map(({ name, tensor }) => ({
    name,
    shape: tensor.shape,
    values: elementsOf(engine, tensor).slice() as Float32Array,
  }));
}

/** SHA-256 (hex) over the bytes of all parameters and buffers, in the order of the model, little endian. */
export const hashWeights = (engine: Engine, model: Model): string =>
  hashOfAll(keptTensors(model).map(({ tensor }) => elementsOf(engine, tensor)));
