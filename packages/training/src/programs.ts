import {
  createEmitter,
  createProgram,
  createTensor,
  type Program,
  type Storage,
  sizeOf,
  type Tensor,
} from "@assay/kernels";
import { EMA_SCALARS } from "@assay/optimizers";
import { emitStep } from "./emit-step.ts";
import type { Parts } from "./parts.ts";
import type { SplitTensors, Totals, TrainingTensors } from "./tensors.ts";

/** Examples in one evaluation step: enough to keep a team busy; MNIST's splits are multiples of it. */
const EVALUATION_BATCH = 200;

/** The steps over one split: as many full batches as fit, and one smaller batch for the rest. */
export interface Pass {
  readonly split: SplitTensors;
  readonly batch: number;
  readonly totals: Totals;
  readonly full: Program | undefined;
  readonly rest: Program | undefined;
}

/** The steps of an epoch. */
export interface TrainingPass extends Pass {
  /** A full batch without an update, where several batches make one. */
  readonly partial: Program | undefined;
}

/** Everything that a training keeps in the arena, and the programs over it: plain data, without addresses yet. */
export interface Programs extends TrainingTensors {
  readonly train: TrainingPass;
  /** Absent where the split is empty. */
  readonly validation: Pass | undefined;
  readonly test: Pass | undefined;
  /** All tensors that keep their address. */
  readonly persistent: readonly Tensor[];
  /** The training step with an address of its own for every value: for a look at a step that went wrong. */
  inspect(batch: number): Program;
  readonly arenaBytes: number;
  /** Workspace of each thread. */
  readonly scratchBytes: number;
}

/** Lays out a training from its parts. */
export function createPrograms(parts: Parts): Programs {
  const { data, sizes, model, optimizer, metrics, plan } = parts;
  const { target } = data;
  const examples = (name: string, count: number) => ({
    inputs: createTensor(`${name} inputs`, [count, ...data.shape], data.dtype),
    targets:
      target.kind === "class"
        ? createTensor(`${name} labels`, [count], target.classes <= 256 ? "u8" : "i32")
        : createTensor(`${name} targets`, [count, target.size]),
  });
  const training = examples("training", data.train);
  const split = (
    name: string,
    source: { inputs: Tensor; targets: Tensor },
    count: number,
    places = count,
  ): SplitTensors => ({ ...source, order: createTensor(`${name} order`, [places], "i32"), count });
  const splits = {
    train: split("training", training, plan.visited, plan.order),
    validation: split("validation", training, sizes.validation),
    test: split("test", examples("test", sizes.test), sizes.test),
  };
  const totalsOf = (name: string): Totals => ({
    loss: createTensor(`${name} totals`, [3], "f64"),
    metrics: metrics.map((metric) => createTensor(`${name} ${metric.name}`, [metric.built.width], "f64")),
  });
  // Evaluation sums apart from training: an epoch's sums go on behind an evaluation in its middle.
  const totals = { train: totalsOf("training"), evaluation: totalsOf("evaluation") };
  const tensors: TrainingTensors = {
    state: Object.fromEntries(
      optimizer.state.map((name) => [name, createTensor(`optimizer ${name}`, model.values.shape)]),
    ),
    scalars: createTensor("optimizer scalars", [optimizer.scalarCount]),
    accumulated: plan.accumulate > 1 ? createTensor("accumulated gradients", model.values.shape) : undefined,
    accumulation: createTensor("accumulation", [2]),
    average: parts.emaDecay === undefined ? undefined : createTensor("average", model.values.shape),
    averaging: createTensor("averaging", [EMA_SCALARS]),
    affine: createTensor(
      "normalization",
      data.dtype === "u8" && parts.normalizedPer === "all" ? [2] : [2, sizeOf(data.shape)],
    ),
    cursor: createTensor("cursor", [1], "i32"),
    guard: createTensor("guard", [1], "i32"),
    outputs: createTensor("outputs", [EVALUATION_BATCH, ...model.output], "f32", true),
    augmentKeys: parts.augmentations.map((_, i) => createTensor(`augment/${i}`, [2], "i32")),
  };
  const persistent = [
    model.values,
    model.gradients,
    ...Object.values(tensors.state),
    ...model.buffers.map(({ value }) => value),
    ...model.streams.map(({ value }) => value),
    model.step,
    ...tensors.augmentKeys,
    ...[tensors.accumulated, tensors.average].filter((tensor) => tensor !== undefined),
    tensors.accumulation,
    tensors.averaging,
    tensors.scalars,
    tensors.affine,
    tensors.cursor,
    ...Object.values(totals).flatMap(({ loss, metrics: sums }) => [loss, ...sums]),
    tensors.guard,
    tensors.outputs,
    ...new Set(Object.values(splits).flatMap(({ inputs, targets, order }) => [inputs, targets, order])),
  ];
  const keep = new Set<Storage>(persistent.map(({ storage }) => storage));

  interface Kind {
    readonly training: boolean;
    readonly updates?: boolean;
    readonly reuse?: boolean;
  }

  function compile(batch: number, visited: SplitTensors, sums: Totals, kind: Kind): Program {
    const { training: isTraining, updates = isTraining, reuse = true } = kind;
    const emitter = createEmitter(batch, isTraining);
    emitStep(emitter, parts, tensors, visited, sums, updates);
    return createProgram(emitter, { persistent: keep, reuse });
  }

  function createPass(visited: SplitTensors, batch: number, sums: Totals, isTraining: boolean): Pass | undefined {
    if (visited.count === 0) return undefined;
    const program = (size: number) => (size === 0 ? undefined : compile(size, visited, sums, { training: isTraining }));
    const size = Math.min(batch, visited.count);
    return { split: visited, batch: size, totals: sums, full: program(size), rest: program(visited.count % size) };
  }

  const whole = createPass(splits.train, plan.batch, totals.train, true) as Pass; // never empty: see planTraining
  const partial =
    plan.accumulate > 1
      ? compile(plan.batch, splits.train, totals.train, { training: true, updates: false })
      : undefined;
  const train = { ...whole, partial };
  const validation = createPass(splits.validation, EVALUATION_BATCH, totals.evaluation, false);
  const test = createPass(splits.test, EVALUATION_BATCH, totals.evaluation, false);
  const programs = programsOf({ train, validation, test });
  const persistentBytes = persistent.reduce((sum, { storage }) => sum + storage.bytes, 0);
  return {
    ...tensors,
    train,
    validation,
    test,
    persistent,
    inspect: (batch) => compile(batch, splits.train, totals.train, { training: true, reuse: false }),
    arenaBytes: persistentBytes + Math.max(...programs.map(({ plan }) => plan.bytes)),
    scratchBytes: Math.max(...programs.map(({ scratch }) => scratch)),
  };
}

/** The programs in a fixed order, without the missing ones. */
export const programsOf = ({ train, validation, test }: Pick<Programs, "train" | "validation" | "test">): Program[] =>
  [train.partial, ...[train, validation, test].flatMap((pass) => [pass?.full, pass?.rest])].filter(
    (program) => program !== undefined,
  );
