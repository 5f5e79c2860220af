import {
  addressOf,
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  type DataType,
  runReferences,
} from "@assay/kernels";
import type { BuiltOptimizer } from "../src/contract.ts";

/** Elements of a block: more than any fixture's parameters, so that there is padding, and whole vectors. */
export const SIZE = 16;

const engines = { strict: createEngine({ threads: 1, numerics: "strict" }), fused: createEngine({ threads: 1 }) };

/** What computes: the plain TypeScript references, and the compiled kernels in both numerics (fused where the machine fuses). */
export const BACKENDS = ["reference", "strict", "fused"] as const;
export type Backend = (typeof BACKENDS)[number];

export const closeBackends = () => Promise.all(Object.values(engines).map((engine) => engine.close()));

/** An optimizer's update of one block, padded with zeros to SIZE. The arrays are live views of the arena. */
export function createUpdate(optimizer: BuiltOptimizer, initial: readonly number[], backend: Backend) {
  const engine = engines[backend === "reference" ? "strict" : backend];
  const place = (label: string, length: number, dtype: DataType = "f32") => {
    const tensor = createTensor(label, [length], dtype);
    engine.arena.place(tensor);
    return tensor;
  };
  const blocks = {
    value: place("value", SIZE),
    gradient: place("gradient", SIZE),
    state: Object.fromEntries(optimizer.state.map((name) => [name, place(name, SIZE)])),
    scalars: place("scalars", optimizer.scalarCount),
    guard: place("guard", 1, "i32"),
  };
  const emitter = createEmitter(1, true);
  optimizer.emit(emitter, blocks);
  const program = createProgram(emitter);
  const [compiled] = engine.load(program) as [() => void];
  const references = () => runReferences(program, engine.arena);

  const floats = (tensor: typeof blocks.value) =>
    new Float32Array(engine.arena.memory.buffer, addressOf(tensor), tensor.shape[0]);
  const value = floats(blocks.value);
  value.set(initial);
  return {
    value,
    state: Object.fromEntries(Object.entries(blocks.state).map(([name, tensor]) => [name, floats(tensor)])),
    /** One step, if `guard` is not 0; the block after it. */
    step(step: number, lr: number, gradient: readonly number[], guard = 1): Float32Array {
      floats(blocks.gradient).set(gradient);
      optimizer.scalars(step, lr, floats(blocks.scalars));
      engine.arena.views.i32[addressOf(blocks.guard) / 4] = guard;
      (backend === "reference" ? references : compiled)();
      return value;
    },
  };
}
