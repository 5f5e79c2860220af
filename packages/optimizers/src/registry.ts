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
import { cosine_annealing_warm_restarts } from "./schedules/cosine_annealing_warm_restarts.ts";
import { cyclic } from "./schedules/cyclic.ts";
import { exponential } from "./schedules/exponential.ts";
import { linear } from "./schedules/linear.ts";
import { multi_step } from "./schedules/multi_step.ts";
import { one_cycle } from "./schedules/one_cycle.ts";
import { polynomial } from "./schedules/polynomial.ts";
import { reduce_on_plateau } from "./schedules/reduce_on_plateau.ts";
import { sequential } from "./schedules/sequential.ts";
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
export const schedules = {
  constant,
  step,
  multi_step,
  exponential,
  linear,
  polynomial,
  cosine_annealing,
  cosine_annealing_warm_restarts,
  one_cycle,
  cyclic,
  reduce_on_plateau,
  sequential,
} as const satisfies Record<string, ScheduleDefinition>;
