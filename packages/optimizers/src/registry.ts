import type { OptimizerDefinition, ScheduleDefinition } from "./contract.ts";
import { adadelta } from "./optimizers/adadelta.ts";
import { adagrad } from "./optimizers/adagrad.ts";
import { adam } from "./optimizers/adam.ts";
import { adamax } from "./optimizers/adamax.ts";
import { adamw } from "./optimizers/adamw.ts";
import { lion } from "./optimizers/lion.ts";
import { muon } from "./optimizers/muon.ts";
import { nadam } from "./optimizers/nadam.ts";
import { radam } from "./optimizers/radam.ts";
import { rmsprop } from "./optimizers/rmsprop.ts";
import { rprop } from "./optimizers/rprop.ts";
import { sgd } from "./optimizers/sgd.ts";
import { constant } from "./schedules/constant.ts";
import { cosine_annealing } from "./schedules/cosine_annealing.ts";
import { step } from "./schedules/step.ts";

/** Update rules by their `type` in a spec. */
export const optimizers = {
  sgd,
  adagrad,
  adadelta,
  rmsprop,
  adam,
  adamw,
  adamax,
  nadam,
  radam,
  rprop,
  lion,
  muon,
} as const satisfies Record<string, OptimizerDefinition>;

/** Learning-rate schedules by their `type` in a spec. */
export const schedules = { constant, step, cosine_annealing } as const satisfies Record<string, ScheduleDefinition>;
