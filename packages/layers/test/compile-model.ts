import { createEmitter, createProgram, createTensor, type Engine, elementsOf, type Tensor } from "@assay/kernels";
import { createModel, type PartSpec, type Shape } from "../src/index.ts";

/** A model of layers as one program, forward and backward; nothing in it has a value yet. */
export function compileModel(
  engine: Engine,
  parts: readonly PartSpec[],
  input: Shape,
  { batch = 1, training = true, needsInputGradient = true } = {},
) {
  const model = createModel(parts, input);
  const emitter = createEmitter(batch, training);
  const x = createTensor("x", [batch, ...input], "f32", true);
  const dy = createTensor("dy", [batch, ...model.output], "f32", true);
  const { y, backward } = model.forward(emitter, x);
  const dx = backward(dy, needsInputGradient);
  const kept = [...model.buffers, ...model.streams].map(({ value }) => value);
  for (const tensor of [x, dy, y, ...(dx ? [dx] : []), model.values, model.gradients, model.step, ...kept])
    engine.arena.place(tensor);
  const [run] = engine.load(createProgram(emitter)) as [() => void];
  const read = (tensor: Tensor) => elementsOf(engine, tensor) as Float32Array;
  return { model, x, dy, y, dx, run, read };
}
