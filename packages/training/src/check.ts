import { type AugmentationDefinition, type DatasetDefinition, type DatasetDescription, heldOut } from "@assay/data";
import type { LoadedSpec, PartSpec, SpecPath } from "@assay/experiment";
import { SpecError } from "@assay/experiment";
import { InputError } from "@assay/kernels";
import type { LossDefinition } from "@assay/layers";
import type { OptimizerDefinition, ScheduleDefinition } from "@assay/optimizers";

/** What a model must tell for the spec to be checked: the shape of one sample's output. */
export interface CheckedModel {
  readonly output: readonly number[];
}

/** Builds the model of an architecture for one input shape; its InputErrors have their place within the architecture. */
export type ModelBuilder<M extends CheckedModel> = (architecture: readonly PartSpec[], input: readonly number[]) => M;

/** The parts that check their own options when they are built. */
export interface CheckedParts {
  readonly losses: Readonly<Record<string, LossDefinition>>;
  readonly optimizers: Readonly<Record<string, OptimizerDefinition>>;
  readonly schedules: Readonly<Record<string, ScheduleDefinition>>;
  readonly datasets: Readonly<Record<string, DatasetDefinition>>;
  readonly augmentations: Readonly<Record<string, AugmentationDefinition>>;
}

/** A spec whose every part fits the others. */
export interface CheckedSpec<M extends CheckedModel> {
  readonly model: M;
  readonly data: DatasetDescription;
  /** Examples trained on, and examples held out of the training split. */
  readonly train: number;
  readonly validation: number;
}

/**
 * Checks what no schema can: that the layers fit one another and the data, the options of every part go together,
 * and the splits leave something to train on. Nothing is read but the description of the data.
 * @throws SpecError at the value that is wrong
 */
export function checkSpec<M extends CheckedModel>(
  loaded: LoadedSpec,
  build: ModelBuilder<M>,
  parts: CheckedParts,
): CheckedSpec<M> {
  const { spec } = loaded;
  const at = <T>(path: SpecPath, make: () => T): T => placed(loaded, path, make);
  const fail = (path: SpecPath, rule: string) => new SpecError("experiment/spec", rule, loaded.locate(path));

  const data = at(["data", "dataset"], () =>
    find(parts.datasets, spec.data.dataset).describe(spec.data.dataset as never),
  );
  const validation = at(["data", "validation"], () => heldOut(spec.data.validation, data.train));
  const train = data.train - validation;
  const { batch_size, epochs } = spec.training;
  if (batch_size > train) {
    const rule = `batch_size must not exceed the ${train} examples that are trained on, got ${batch_size}`;
    throw fail(["training", "batch_size"], rule);
  }
  spec.augmentation.forEach((part, index) => {
    at(["augmentation", index], () => find(parts.augmentations, part).build(part as never, data.shape));
  });
  const model = at(["architecture"], () => build(spec.architecture, data.shape));
  if (model.output.length !== 1 || model.output[0] !== data.classes) {
    const rule = `the last layer must give one output for each of the ${data.classes} classes, it gives ${shapeOf(model)}`;
    throw fail(["architecture", spec.architecture.length - 1], rule);
  }
  at(["loss"], () => find(parts.losses, spec.loss).build(spec.loss as never, data.classes));
  at(["optimizer"], () => find(parts.optimizers, spec.optimizer).build(spec.optimizer as never));
  const horizon = { baseLr: spec.optimizer.lr, stepsPerEpoch: Math.ceil(train / batch_size), epochs };
  at(["lr_schedule"], () => find(parts.schedules, spec.lr_schedule).build(spec.lr_schedule as never, horizon));
  return { model, data, train, validation };
}

/** Runs `make`; an InputError becomes a SpecError at its place within `path`, in the file or the flag it came from. */
export function placed<T>(loaded: LoadedSpec, path: SpecPath, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new SpecError(error.part, error.rule, loaded.locate([...path, ...error.place]), error.hint);
  }
}

const shapeOf = ({ output }: CheckedModel): string => `[${output.join(", ")}]`;

/** The definition of a part whose type the schema has already accepted. */
export function find<D>(registry: Readonly<Record<string, D>>, { type }: PartSpec): D {
  const definition = registry[type];
  if (!definition) throw new Error(`[experiment/spec] "${type}" is in the schema but not in its registry`);
  return definition;
}
