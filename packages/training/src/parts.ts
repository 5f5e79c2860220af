import {
  type DatasetDefinition,
  type DatasetDescription,
  heldOut,
  type NormalizedPer,
  normalizedPer,
} from "@assay/data";
import { type LoadedSpec, type PartSpec, SpecError, type SpecPath } from "@assay/experiment";
import { InputError, sizeOf } from "@assay/kernels";
import {
  type BuiltOptimizer,
  buildOptimizer,
  buildSchedule,
  type Clip,
  clipOf,
  type PlacedParameter,
  type Schedule,
} from "@assay/optimizers";
import { checkMixing } from "./check-mixing.ts";
import { type CheckpointSchedule, checkpointSchedule } from "./checkpoint-schedule.ts";
import { located } from "./located.ts";
import { buildModelParts, type ModelParts } from "./model-parts.ts";
import { planTraining, type TrainingPlan } from "./plan.ts";
import type { Policy } from "./policies/contract.ts";
import { type Catalogue, find } from "./registries.ts";
import { earlyStopping, keepBest, type WatchedBySchedule, watchedBySchedule } from "./watching.ts";

/** A spec's parts, each built once: what was built to check the spec is what runs. */
export interface Parts extends ModelParts {
  readonly dataset: DatasetDefinition<PartSpec>;
  readonly data: DatasetDescription;
  readonly normalizedPer: NormalizedPer;
  /** Examples trained on, held out of the training split, and of the test split. */
  readonly sizes: { readonly train: number; readonly validation: number; readonly test: number };
  readonly augmentations: readonly ReturnType<Catalogue["augmentations"][string]["build"]>[];
  readonly optimizer: BuiltOptimizer;
  /** The model's parameters, as they lie in their block. */
  readonly parameters: readonly PlacedParameter[];
  /** Limits the gradient before each update. */
  readonly clip: Clip | undefined;
  /** Of the average of the parameters that is evaluated in their place. */
  readonly emaDecay: number | undefined;
  /** Learning rate of an update, from 0. */
  readonly schedule: Schedule;
  /** What it watches, if anything. */
  readonly watched: WatchedBySchedule | undefined;
  readonly plan: TrainingPlan;
  /** Policies that the spec asks for, new ones for each training. */
  policies(): readonly Policy[];
  /** When the state is saved, a new schedule for each training. */
  checkpoints(): CheckpointSchedule;
}

/**
 * Builds every part of a spec and checks what no schema can: that the layers fit one another and the data, the options of
 * every part go together, and the splits leave something to train on. Nothing is read but the description of the data.
 *
 * @throws SpecError at the value that is wrong
 */
export function buildParts(loaded: LoadedSpec, registries: Catalogue): Parts {
  const { spec } = loaded;
  const at = <T>(path: SpecPath, make: () => T): T => located(loaded, path, make);
  const fail = (path: SpecPath, rule: string, hint?: string) =>
    new SpecError("experiment/spec", rule, loaded.locate(path), hint);

  const dataset = find(registries.datasets, spec.data.dataset);
  const data = at(["data", "dataset"], () => dataset.describe(spec.data.dataset));
  const validation = at(["data", "validation"], () => heldOut(spec.data.validation, data.train));
  const sizes = { train: data.train - validation, validation, test: data.test };
  const per = at(["data", "normalize_per"], () => normalizedPer(spec.data.normalize_per, data));
  const plan = at(["training"], () => planTraining(spec.training, sizes.train));
  const augmentations = spec.augmentation.map((part, index) =>
    at(["augmentation", index], () => {
      const build = find(registries.augmentations, part).build(part, data.shape, data.target);
      if (data.dtype === "u8" || data.shape.length < 3) return build;
      const hint = "store the images as bytes, or leave it out";
      throw new InputError(`data/${part.type}`, "augments images of bytes, those of the data are numbers", [], hint);
    }),
  );
  const built = buildModelParts(spec, data, registries, at);
  checkMixing(spec, registries.augmentations, { target: data.target, loss: built.loss, batch: plan.batch }, at);
  const { model, metrics } = built;
  const parameters = model.parameters.map(({ name, shape, value }) => ({ name, shape, start: value.offset / 4 }));
  const optimizer = at(["optimizer"], () =>
    buildOptimizer(
      `optimizers/${spec.optimizer.type}`,
      find(registries.optimizers, spec.optimizer),
      spec.optimizer,
      parameters,
      sizeOf(model.values.shape),
    ),
  );
  const { gradient_clip, early_stopping, checkpoint, record } = spec.training;
  if (record?.test && sizes.test === 0) {
    throw fail(["training", "record", "test"], "record.test needs a test split, and the data has none");
  }
  const clip = gradient_clip && at(["training", "gradient_clip"], () => clipOf(gradient_clip));
  const stopping =
    early_stopping &&
    at(["training", "early_stopping"], () => earlyStopping(early_stopping, metrics, sizes.validation > 0));
  const checkpoints = at(["training", "checkpoint"], () => checkpointSchedule(checkpoint));
  const best =
    checkpoint.best === undefined
      ? undefined
      : at(["training", "checkpoint"], () => keepBest(checkpoint, metrics, sizes.validation > 0));
  const { stepsPerEpoch } = plan;
  const horizon = { baseLr: spec.optimizer.lr, stepsPerEpoch, epochs: plan.steps / stepsPerEpoch };
  const { lr_schedule } = spec;
  const { watches } = find(registries.schedules, lr_schedule);
  const watched =
    watches &&
    at(["lr_schedule"], () => watchedBySchedule(lr_schedule.type, watches(lr_schedule), metrics, sizes.validation > 0));
  const schedule = at(["lr_schedule"], () =>
    buildSchedule(registries.schedules, lr_schedule, { ...horizon, ...(watched && { mode: watched.mode }) }),
  );
  return {
    ...built,
    ...{
      dataset,
      data,
      normalizedPer: per,
      sizes,
      augmentations,
      optimizer,
      parameters,
      clip,
      schedule,
      watched,
      plan,
    },
    emaDecay: spec.training.ema?.decay,
    policies: () => [stopping, best].flatMap((policy) => policy?.() ?? []),
    checkpoints,
  };
}
