export type {
  BuiltOptimizer,
  Horizon,
  OptimizerDefinition,
  Schedule,
  ScheduleDefinition,
  UpdateBlocks,
} from "./contract.ts";
export { optimizers, schedules } from "./registry.ts";
