import { type AugmentationDefinition, augmentations, type DatasetDescription, type Normalization } from "@assay/data";
import {
  createEmitter,
  createProgram,
  createTensor,
  type Emitter,
  type Program,
  type Storage,
  sizeOf,
  type Tensor,
} from "@assay/kernels";
import { emitModel, type LossDefinition, losses, type Model } from "@assay/layers";
import { type BuiltOptimizer, type OptimizerDefinition, optimizers } from "@assay/optimizers";
import type { ExperimentSpec } from "../spec/types.ts";

/** Examples in one evaluation step: enough to keep a team busy; MNIST's splits are multiples of it. */
const EVALUATION_BATCH = 200;

/** One split as the programs see it. */
interface SplitTensors {
  readonly images: Tensor;
  readonly labels: Tensor;
  /** i32: the examples of the split, in the order in which they are visited. */
  readonly order: Tensor;
  readonly count: number;
}

/** The steps over one split: as many full batches as fit, and one smaller batch for the rest. */
export interface Pass {
  readonly split: SplitTensors;
  readonly batch: number;
  readonly full: Program | undefined;
  readonly rest: Program | undefined;
  /** Outputs of the model for the batch at hand, by program; they keep their place until the next step. */
  readonly outputs: ReadonlyMap<Program, Tensor>;
}

/** Everything one training keeps in the arena, and the programs over it: plain data, without a place yet. */
export interface Session {
  readonly model: Model;
  readonly optimizer: BuiltOptimizer;
  readonly train: Pass;
  readonly validation: Pass | undefined;
  readonly test: Pass;
  /** Optimizer state, zero at the start. */
  readonly state: readonly Tensor[];
  readonly scalars: Tensor;
  /** i32[1]: where the batch begins in the order. */
  readonly cursor: Tensor;
  /** f64[4]: sum of the loss, number right, examples, mean loss of the last batch. */
  readonly totals: Tensor;
  /** i32[1]: 1 while every loss was finite. */
  readonly guard: Tensor;
  /** i32[2] each: the random streams of the augmentations. */
  readonly augmentKeys: readonly Tensor[];
  /** All tensors that keep their place. */
  readonly persistent: readonly Tensor[];
  /** The training step with a place of its own for every value: for a look at a step that went wrong. */
  inspect(batch: number): Program;
  readonly arenaBytes: number;
}

/**
 * Lays out a training.
 *
 * @param normalize scale and shift of the input; known once the data is read, and of no influence on sizes
 */
export function createSession(
  spec: ExperimentSpec,
  model: Model,
  data: DatasetDescription,
  sizes: { readonly train: number; readonly validation: number },
  normalize: Normalization,
): Session {
  const imageSize = sizeOf(data.shape);
  const examples = (name: string, count: number) => ({
    images: createTensor(`${name} images`, [count, ...data.shape], "u8"),
    labels: createTensor(`${name} labels`, [count], "u8"),
  });
  const training = examples("training", data.train);
  const split = (name: string, source: { images: Tensor; labels: Tensor }, count: number): SplitTensors => ({
    ...source,
    order: createTensor(`${name} order`, [count], "i32"),
    count,
  });
  const splits = {
    train: split("training", training, sizes.train),
    validation: split("validation", training, sizes.validation),
    test: split("test", examples("test", data.test), data.test),
  };

  const optimizer = (optimizers as unknown as Record<string, OptimizerDefinition<unknown>>)[spec.optimizer.type]?.build(
    spec.optimizer,
  ) as BuiltOptimizer;
  const loss = (losses as unknown as Record<string, LossDefinition<unknown>>)[spec.loss.type]?.build(
    spec.loss,
    data.classes,
  ) as ReturnType<LossDefinition["build"]>;
  const augment = spec.augmentation.map((part) =>
    (augmentations as unknown as Record<string, AugmentationDefinition<unknown>>)[part.type]?.build(part, data.shape),
  );
  const state = Object.fromEntries(
    optimizer.state.map((name) => [name, createTensor(`optimizer ${name}`, model.values.shape)]),
  );
  const scalars = createTensor("optimizer scalars", [optimizer.scalarCount]);
  const cursor = createTensor("cursor", [1], "i32");
  const totals = createTensor("totals", [4], "f64");
  const guard = createTensor("guard", [1], "i32");
  const augmentKeys = augment.map((_, i) => createTensor(`augment/${i}`, [2], "i32"));

  const persistent = [
    model.values,
    model.gradients,
    ...Object.values(state),
    ...model.buffers.map(({ value }) => value),
    ...model.streams.map(({ value }) => value),
    model.step,
    ...augmentKeys,
    scalars,
    cursor,
    totals,
    guard,
    ...new Set(Object.values(splits).flatMap(({ images, labels, order }) => [images, labels, order])),
  ];
  const keep = new Set<Storage>(persistent.map(({ storage }) => storage));

  /** Gather, augment, model, loss, and in training the update: one step. */
  function emitStep(emitter: Emitter, { images, labels, order }: SplitTensors): Tensor {
    let x = emitter.tensor("input", data.shape);
    const targets = emitter.tensor("targets", [], "i32");
    emitter.emit("gather", { images, labels, order, cursor, x, targets, size: imageSize, ...normalize });
    if (emitter.training) {
      augment.forEach((build, i) => {
        const tensors = { x, key: augmentKeys[i] as Tensor, step: model.step, zero: normalize.shift };
        x = build?.(emitter.within(`augmentation ${i}`), tensors) ?? x;
      });
    }
    const result = emitModel(model, loss, emitter, { x, labels: targets });
    emitter.emit("sum_loss", { loss: result.loss, correct: result.correct, totals, guard, count: emitter.batch });
    if (emitter.training)
      optimizer.emit(emitter, { value: model.values, gradient: model.gradients, state, scalars, guard });
    return result.y;
  }

  function createPass(visited: SplitTensors, batch: number, isTraining: boolean): Pass {
    const outputs = new Map<Program, Tensor>();
    const program = (size: number): Program | undefined => {
      if (size === 0) return undefined;
      const emitter = createEmitter(size, isTraining);
      const output = emitStep(emitter, visited);
      if (!isTraining) {
        keep.add(output.storage);
        persistent.push(output);
      }
      const made = createProgram(emitter, { persistent: keep });
      outputs.set(made, output);
      return made;
    };
    const size = Math.min(batch, visited.count);
    return { split: visited, batch: size, full: program(size), rest: program(visited.count % size), outputs };
  }

  const train = createPass(splits.train, spec.training.batch_size, true);
  const validation = sizes.validation > 0 ? createPass(splits.validation, EVALUATION_BATCH, false) : undefined;
  const test = createPass(splits.test, EVALUATION_BATCH, false);
  const programs = programsOf({ train, validation, test });
  const persistentBytes = persistent.reduce((sum, { storage }) => sum + storage.bytes, 0);
  return {
    model,
    optimizer,
    train,
    validation,
    test,
    state: Object.values(state),
    scalars,
    cursor,
    totals,
    guard,
    augmentKeys,
    persistent,
    inspect(batch) {
      const emitter = createEmitter(batch, true);
      emitStep(emitter, splits.train);
      return createProgram(emitter, { persistent: keep, reuse: false });
    },
    arenaBytes: persistentBytes + Math.max(...programs.map(({ plan }) => plan.bytes)),
  };
}

/** The programs of a session in a fixed order, without the missing ones. */
export const programsOf = ({ train, validation, test }: Pick<Session, "train" | "validation" | "test">): Program[] =>
  [train, validation, test].flatMap((pass) => [pass?.full, pass?.rest]).filter((program) => program !== undefined);
