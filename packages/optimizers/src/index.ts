export { type Clip, clipOf, emitClip } from "./clip.ts";
export type {
  BuiltOptimizer,
  Horizon,
  OptimizerDefinition,
  Schedule,
  ScheduleDefinition,
  UpdateBlocks,
} from "./contract.ts";
export { EMA_SCALARS, emaScalars, emitEma } from "./ema.ts";
export { buildOptimizer, type ParameterGroup, type PlacedParameter } from "./groups.ts";
export { optimizers, schedules } from "./registry.ts";
