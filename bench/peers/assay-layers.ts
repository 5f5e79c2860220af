// Single layers of Assay, forward and backward, as a process that answers one JSON object a line, as torch_layers.py does:
// {"prepare": {"part": layer, "input": shape, "batch": 64}, "threads": 2} → {"parameters": n};
// {"run": seconds} → {"samplesPerSecond": x}.
import { createInterface } from "node:readline";
import type { PartSpec } from "@assay/experiment";
import { createEmitter, createEngine, createProgram, createTensor, type Engine, stream } from "@assay/kernels";
import { createModel, initialize } from "@assay/layers";
import { write } from "@assay/training/timing";
import { samplesPerSecond } from "./samples-per-second.ts";

interface Request {
  readonly prepare?: { readonly part: PartSpec; readonly input: readonly number[]; readonly batch: number };
  readonly threads?: number;
  readonly run?: number;
}

const answer = (reply: object): void => void process.stdout.write(`${JSON.stringify(reply)}\n`);

let engine: Engine | undefined;
let step: (() => void) | undefined;
let size = 0;
answer({ node: process.version });
for await (const line of createInterface({ input: process.stdin })) {
  const { prepare, threads = 1, run = 1 } = JSON.parse(line) as Request;
  if (prepare) {
    await engine?.close();
    engine = createEngine({ threads });
    size = prepare.batch;
    answer({ parameters: load(engine, prepare) });
  } else if (step) answer({ samplesPerSecond: samplesPerSecond(step, size, run) });
}
await engine?.close();

/** Sets the step; returns the number of parameters. */
function load(engine: Engine, { part, input, batch }: NonNullable<Request["prepare"]>): number {
  const model = createModel([part], input);
  const x = createTensor("x", [batch, ...input], "f32", true);
  const dy = createTensor("dy", [batch, ...model.output], "f32", true);
  const emitter = createEmitter(batch, true);
  model.forward(emitter, x).backward(dy, true);
  const state = [...model.buffers, ...model.streams].map(({ value }) => value);
  for (const tensor of [x, dy, model.values, model.gradients, model.step, ...state]) engine.arena.place(tensor);
  [step] = engine.load(createProgram(emitter)) as [() => void];
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
  return model.parameterCount;
}
