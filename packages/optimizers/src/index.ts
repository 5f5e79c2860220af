export { buildSchedule } from "./build_schedule.ts";
export { type Clip, clipOf, emitClip } from "./clip.ts";
export type {
  BuiltOptimizer,
  Horizon,
  Observation,
  OptimizerDefinition,
  PlacedParameter,
  Schedule,
  ScheduleDefinition,
  UpdateBlocks,
  Watched,
} from "./contract.ts";
export { EMA_SCALARS, emaScalars, emitEma } from "./ema.ts";
export { buildOptimizer, type ParameterGroup } from "./groups.ts";
export { optimizers, schedules } from "./registry.ts";
