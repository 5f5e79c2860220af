import type { DatasetDescription, Normalization } from "@assay/data";
import type { ExperimentSpec } from "@assay/experiment";
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
import { emitModel, type Model } from "@assay/layers";
import type { BuiltOptimizer } from "@assay/optimizers";
import { find } from "./check.ts";
import { registries } from "./registries.ts";

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
  /** What the model gave for the evaluation batch at hand: [examples, classes]. */
  readonly outputs: Tensor;
  /** i32[2] each: the random streams of the augmentations. */
  readonly augmentKeys: readonly Tensor[];
  /** All tensors that keep their place. */
  readonly persistent: readonly Tensor[];
  /** The training step with a place of its own for every value: for a look at a step that went wrong. */
  inspect(batch: number): Program;
  readonly arenaBytes: number;
  /** Workspace of each thread. */
  readonly scratchBytes: number;
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

  const optimizer = find(registries.optimizers, spec.optimizer).build(spec.optimizer as never);
  const loss = find(registries.losses, spec.loss).build(spec.loss as never, data.classes);
  const augment = spec.augmentation.map((part) =>
    find(registries.augmentations, part).build(part as never, data.shape),
  );
  const state = Object.fromEntries(
    optimizer.state.map((name) => [name, createTensor(`optimizer ${name}`, model.values.shape)]),
  );
  const scalars = createTensor("optimizer scalars", [optimizer.scalarCount]);
  const cursor = createTensor("cursor", [1], "i32");
  const totals = createTensor("totals", [4], "f64");
  const guard = createTensor("guard", [1], "i32");
  const outputs = createTensor("outputs", [EVALUATION_BATCH, data.classes], "f32", true);
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
    outputs,
    ...new Set(Object.values(splits).flatMap(({ images, labels, order }) => [images, labels, order])),
  ];
  const keep = new Set<Storage>(persistent.map(({ storage }) => storage));

  /** Gather, augment, model, loss, and in training the update: one step. */
  function emitStep(emitter: Emitter, { images, labels, order }: SplitTensors): void {
    const source = emitter.within("data:");
    let x = source.tensor("input", data.shape);
    const targets = source.tensor("targets", [], "i32");
    emitter.emit("gather", {
      images,
      labels,
      order,
      cursor,
      x,
      targets,
      size: imageSize,
      zeros: data.zeros ?? 0,
      ...normalize,
    });
    if (emitter.training) {
      augment.forEach((build, i) => {
        const tensors = { x, key: augmentKeys[i] as Tensor, step: model.step, zero: normalize.shift };
        x = build(emitter.within(`augmentation ${i}:`), tensors);
      });
    }
    const result = emitModel(model, loss, emitter, { x, labels: targets });
    const sums = { loss: result.loss, correct: result.correct, totals, count: emitter.batch };
    emitter.emit("sum_loss", emitter.training ? { ...sums, guard } : sums);
    if (emitter.training) {
      optimizer.emit(emitter, { value: model.values, gradient: model.gradients, state, scalars, guard });
    } else {
      const size = data.classes;
      const whole = { rows: 1, size, x_stride: size, x_offset: 0, y_stride: size, y_offset: 0 };
      emitter.emit("copy_slice", { x: result.y, y: outputs, ...whole });
    }
  }

  function createPass(visited: SplitTensors, batch: number, training: boolean): Pass {
    const program = (size: number): Program | undefined => {
      if (size === 0) return undefined;
      const emitter = createEmitter(size, training);
      emitStep(emitter, visited);
      return createProgram(emitter, { persistent: keep });
    };
    const size = Math.min(batch, visited.count);
    return { split: visited, batch: size, full: program(size), rest: program(visited.count % size) };
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
    outputs,
    augmentKeys,
    persistent,
    inspect(batch) {
      const emitter = createEmitter(batch, true);
      emitStep(emitter, splits.train);
      return createProgram(emitter, { persistent: keep, reuse: false });
    },
    arenaBytes: persistentBytes + Math.max(...programs.map(({ plan }) => plan.bytes)),
    scratchBytes: Math.max(...programs.map(({ scratch }) => scratch)),
  };
}

/** The programs of a session in a fixed order, without the missing ones. */
export const programsOf = ({ train, validation, test }: Pick<Session, "train" | "validation" | "test">): Program[] =>
  [train, validation, test].flatMap((pass) => [pass?.full, pass?.rest]).filter((program) => program !== undefined);
