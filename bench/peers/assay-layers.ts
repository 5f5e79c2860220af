// Single layers of Assay, forward and backward, as a process that answers one JSON object a line, as torch_layers.py does:
// {"prepare": {"part": layer, "input": shape, "batch": 64}, "threads": 2} → {"parameters": n};
// {"run": seconds} → {"samplesPerSecond": x}.
import type { PartSpec } from "@assay/experiment";
import { createEmitter, createEngine, createProgram, createTensor, type Engine, stream } from "@assay/kernels";
import { createModel, initialize } from "@assay/layers";
import { revectorizeWhereEqual } from "@assay/training/checking";
import { write } from "@assay/training/timing";
import { answerRequests, type Prepared } from "./answering.ts";

interface Request {
  readonly prepare: { readonly part: PartSpec; readonly input: readonly number[]; readonly batch: number };
  readonly threads: number;
}

await revectorizeWhereEqual("fused", console.error);
let engine: Engine | undefined;
await answerRequests(async ({ prepare, threads }: Request) => {
  await engine?.close();
  engine = createEngine({ threads });
  return load(engine, prepare);
});
await engine?.close();

/** A step of forward and backward pass of one layer, over random values. */
function load(engine: Engine, { part, input, batch }: Request["prepare"]): Prepared {
  const model = createModel([part], input);
  const x = createTensor("x", [batch, ...input], "f32", true);
  const dy = createTensor("dy", [batch, ...model.output], "f32", true);
  const emitter = createEmitter(batch, true);
  const { y, backward } = model.forward(emitter, x);
  const dx = backward(dy, true);
  const state = [...model.buffers, ...model.streams].map(({ value }) => value);
  // Both results are read by nobody here; in a training somebody else would.
  const results = [y, dx].filter((tensor) => tensor !== undefined);
  for (const tensor of [x, dy, ...results, model.values, model.gradients, model.step, ...state])
    engine.arena.place(tensor);
  const [step] = engine.load(createProgram(emitter)) as [() => void];
  const random = stream(1, "bench");
  for (const tensor of [x, dy]) {
    const count = tensor.shape.reduce((product, extent) => product * extent, 1);
    write(
      engine,
      tensor,
      Float32Array.from({ length: count }, () => random() - 0.5),
    );
  }
  initialize(model, 1, (tensor, values) => write(engine, tensor, values));
  return { step, batch, parameters: model.parameterCount };
}
