import type { Call } from "../call.ts";
import { elementsOf } from "../elements.ts";
import { createEmitter, type Emitter } from "../emitter.ts";
import type { Engine } from "../engine.ts";
import { compileCalls, kernelCalls, type Program, type ProgramOptions, runReferences } from "../program.ts";
import { stream } from "../random.ts";
import type { Tensor } from "../tensor.ts";

/** A loaded program, with tensors to fill before and read after. */
export interface Bench {
  readonly engine: Engine;
  readonly program: Program;
  run(): void;
  /** Runs every call's plain TypeScript reference instead, in program order. For a program without reuse. */
  runReferences(): void;
}

export interface BenchOptions extends Pick<ProgramOptions, "fusions" | "reuse" | "leastPieces"> {
  readonly batch: number;
  readonly training?: boolean;
  /** What is made of the calls before they are compiled. Default: they stay as they are. */
  readonly rewrite?: (calls: readonly Call[], batch: number) => readonly Call[];
}

/** Emits with `build`, places the tensors it returns, and loads the program. */
export function createBench(
  engine: Engine,
  { batch, training = true, rewrite = (calls) => calls, ...options }: BenchOptions,
  build: (emitter: Emitter) => readonly Tensor[],
): Bench {
  const emitter = createEmitter(batch, training);
  for (const tensor of build(emitter)) engine.arena.place(tensor);
  const program = compileCalls(rewrite(kernelCalls(emitter, options.fusions), batch), batch, options);
  const [run] = engine.load(program) as [() => void];
  return {
    engine,
    program,
    run,
    runReferences: () => runReferences(program, engine.arena),
  };
}

/** Fills with values in [−1, 1) from a stream named after the tensor. */
export function randomize(engine: Engine, tensor: Tensor, seed = 1): void {
  const random = stream(seed, `test/${tensor.storage.label}`);
  const target = elementsOf(engine, tensor);
  for (let i = 0; i < target.length; i++)
    target[i] = tensor.dtype === "u8" ? Math.floor(random() * 256) : random() * 2 - 1;
}
