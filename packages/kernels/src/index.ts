export { type Arena, createArena, MAX_ARENA_BYTES } from "./arena.ts";
export { accessesOf, bytesOf, type Call, flopsOf } from "./call.ts";
export { elementsOf } from "./elements.ts";
export { createEmitter, type Emitter } from "./emitter.ts";
export { availableNumerics, createEngine, type Engine, type EngineOptions, type Numerics } from "./engine.ts";
export { InputError, LimitError } from "./errors.ts";
export { runsOf } from "./kernels/run.ts";
export { cos, exp, log, pow, sin, tanh } from "./math.ts";
export { callsOf, createProgram, type Program, programOf, runReferences } from "./program.ts";
export type { Run } from "./program-run.ts";
export { stream, streamKey } from "./random.ts";
export { isRevectorized, revectorize } from "./revectorize.ts";
export { multiplyAddLimit } from "./speed-limit.ts";
export {
  addressOf,
  BYTES,
  createStorage,
  createTensor,
  type DataType,
  type Storage,
  sizeOf,
  type Tensor,
  view,
} from "./tensor.ts";
