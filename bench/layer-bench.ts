import type { PartSpec } from "@assay/experiment";
import {
  accessesOf,
  type Call,
  callsOf,
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  flopsOf,
  multiplyAddLimit,
  type Program,
  programOf,
  stream,
  type Tensor,
} from "@assay/kernels";
import { createModel, initialize } from "@assay/layers";
import { secondsACall, timeCalls, write } from "@assay/training/timing";

/** One layer's arithmetic in one direction. */
export interface LayerTiming {
  readonly direction: "forward" | "input gradient" | "weight gradient";
  /** The kernels in the order of their calls. */
  readonly kernels: readonly string[];
  /** Of the plain computation, the same in each direction, whatever algorithm is used. */
  readonly flops: number;
  /** Of all calls that the result needs, those that pack operands included. */
  readonly seconds: number;
  /** Of the calls that do the arithmetic alone. */
  readonly kernelSeconds: number;
  /** Floating-point operations a second of multiply-adds alone, measured right before. */
  readonly limit: number;
}

/** Times a layer with a weight on one thread, on random data: forward, and each gradient by itself. */
export async function timeLayer(
  part: PartSpec,
  input: readonly number[],
  batch: number,
  pace: { readonly rounds: number; readonly seconds: number },
): Promise<LayerTiming[]> {
  const model = createModel([part], input);
  const x = createTensor("x", [batch, ...input], "f32", true);
  const dy = createTensor("dy", [batch, ...model.output], "f32", true);
  const emitter = createEmitter(batch, true);
  const { y, backward } = model.forward(emitter, x);
  const dx = backward(dy, true) as Tensor; // asked for, so there is one
  const targets = { forward: y, "input gradient": dx, "weight gradient": model.gradients } as const;

  const engine = createEngine({ threads: 1 });
  for (const tensor of [x, dy, y, dx, model.values, model.gradients]) engine.arena.place(tensor);
  const program = createProgram(emitter);
  const [run] = engine.load(program) as [() => void];
  const random = stream(1, "bench");
  for (const tensor of [x, dy]) write(engine, tensor, noise(tensor, random));
  initialize(model, 1, (tensor, values) => write(engine, tensor, values));
  run();

  const timings: LayerTiming[] = [];
  for (const [direction, target] of Object.entries(targets)) {
    const calls = neededFor(target, program);
    const own = programOf(program, calls);
    const limit = multiplyAddLimit(engine);
    const [seconds] = secondsACall(engine.load(own)[0] as () => void, pace.rounds, pace.seconds) as [number];
    const all = (await timeCalls(engine, own, pace)) ?? [];
    const timed = all.filter(({ call }) => flopsOf(call, batch) > 0);
    timings.push({
      direction: direction as LayerTiming["direction"],
      kernels: calls.map(({ kernel }) => kernel),
      flops: model.flops * batch,
      seconds,
      kernelSeconds: timed.reduce((sum, call) => sum + call.seconds, 0),
      limit,
    });
  }
  await engine.close();
  return timings;
}

/** The calls of a program that a result depends on, in their order. */
export function neededFor(target: Tensor, program: Program): Call[] {
  const wanted = new Set([target.storage]);
  const needed: Call[] = [];
  for (const call of callsOf(program.phases).reverse()) {
    const accesses = accessesOf(call);
    if (!accesses.some(({ tensor, writes }) => writes && wanted.has(tensor.storage))) continue;
    for (const { tensor } of accesses) wanted.add(tensor.storage);
    needed.unshift(call);
  }
  return needed;
}

const noise = ({ shape }: Tensor, random: () => number): Float32Array =>
  Float32Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, () => random() - 0.5);
