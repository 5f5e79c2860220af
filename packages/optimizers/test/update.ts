import {
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  type DataType,
  elementsOf,
  runReferences,
} from "@assay/kernels";
import type { BuiltOptimizer, PlacedParameter } from "../src/contract.ts";

/** Elements of the block that holds these: parameters are padded to 16. */
export const sizeFor = (elements: number): number => Math.ceil(elements / 16) * 16;

/** A block of a single vector. */
export const vector = (size: number): readonly PlacedParameter[] => [{ name: "bias", shape: [size], start: 0 }];

const engines = { strict: createEngine({ threads: 1, numerics: "strict" }), fused: createEngine({ threads: 1 }) };

/** What computes: the plain TypeScript references, and the compiled kernels in both numerics (fused where the machine fuses). */
export const BACKENDS = ["reference", "strict", "fused"] as const;
export type Backend = (typeof BACKENDS)[number];

export const closeBackends = () => Promise.all(Object.values(engines).map((engine) => engine.close()));

/** An optimizer's update of one block, padded with zeros. The arrays are live views of the arena. */
export function createUpdate(
  optimizer: BuiltOptimizer,
  initial: readonly number[],
  backend: Backend,
  parameters = vector(initial.length),
) {
  const size = sizeFor(initial.length);
  const engine = engines[backend === "reference" ? "strict" : backend];
  const place = (label: string, length: number, dtype: DataType = "f32") => {
    const tensor = createTensor(label, [length], dtype);
    engine.arena.place(tensor);
    return tensor;
  };
  const blocks = {
    parameters,
    value: place("value", size),
    gradient: place("gradient", size),
    state: Object.fromEntries(optimizer.state.map((name) => [name, place(name, size)])),
    scalars: place("scalars", optimizer.scalarCount),
    guard: place("guard", 1, "i32"),
  };
  const emitter = createEmitter(1, true);
  optimizer.emit(emitter, blocks);
  const program = createProgram(emitter);
  const [compiled] = engine.load(program) as [() => void];
  const references = () => runReferences(program, engine.arena);

  const floats = (tensor: typeof blocks.value) => elementsOf(engine, tensor) as Float32Array;
  const value = floats(blocks.value);
  value.set(initial);
  return {
    value,
    state: Object.fromEntries(Object.entries(blocks.state).map(([name, tensor]) => [name, floats(tensor)])),
    /** One step, if `guard` is not 0; the block after it. */
    step(step: number, lr: number, gradient: readonly number[], guard = 1): Float32Array {
      floats(blocks.gradient).set(gradient);
      optimizer.scalars(step, lr, floats(blocks.scalars));
      elementsOf(engine, blocks.guard).set([guard]);
      (backend === "reference" ? references : compiled)();
      return value;
    },
  };
}
