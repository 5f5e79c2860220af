import { createEmitter, createProgram, createTensor, type Program, type Storage, type Tensor } from "@assay/kernels";
import { EMA_SCALARS } from "@assay/optimizers";
import { emitTrainingStep } from "./emit-step.ts";
import {
  createPass,
  EVALUATION_BATCH,
  evaluationProgram,
  evaluationTensors,
  exampleTensors,
  type Pass,
  totalsOf,
} from "./evaluation-pass.ts";
import type { Parts } from "./parts.ts";
import type { SplitTensors, TrainingTensors } from "./tensors.ts";

/** The steps over a split whose examples are all in the arena. */
export interface SplitPass extends Pass {
  readonly split: SplitTensors;
}

/** The steps of an epoch. */
export interface TrainingPass extends SplitPass {
  /** A full batch without an update, where several batches make one. */
  readonly partial: Program | undefined;
}

/** Everything that a training keeps in the arena, and the programs over it: plain data, without addresses yet. */
export interface Programs extends TrainingTensors {
  readonly train: TrainingPass;
  /** Absent where the split is empty. */
  readonly validation: SplitPass | undefined;
  readonly test: SplitPass | undefined;
  /** All tensors that keep their address. */
  readonly persistent: readonly Tensor[];
  /** What a training step writes at its end alone: see `ProgramOptions.final`. */
  readonly final: ReadonlySet<Storage>;
  /** The training step with an address of its own for every value: for a look at a step that went wrong. */
  inspect(batch: number): Program;
  readonly arenaBytes: number;
  /** Workspace of each thread. */
  readonly scratchBytes: number;
}

/** Lays out a training from its parts. */
export function createPrograms(parts: Parts): Programs {
  const { data, sizes, model, optimizer, loss, plan } = parts;
  const training = exampleTensors("training", parts, data.train);
  const split = (
    name: string,
    source: { inputs: Tensor; targets: Tensor },
    count: number,
    places = count,
  ): SplitTensors => ({ ...source, order: createTensor(`${name} order`, [places], "i32"), count });
  const splits = {
    train: split("training", training, plan.visited, plan.order),
    validation: split("validation", training, sizes.validation),
    test: split("test", exampleTensors("test", parts, sizes.test), sizes.test),
  };
  // Evaluation sums apart from training: an epoch's sums go on after an evaluation in its middle.
  const totals = { train: totalsOf("training", parts), evaluation: totalsOf("evaluation", parts) };
  const tensors: TrainingTensors = {
    ...evaluationTensors(parts),
    state: Object.fromEntries(
      optimizer.state.map((name) => [name, createTensor(`optimizer ${name}`, model.values.shape)]),
    ),
    scalars: createTensor("optimizer scalars", [optimizer.scalarCount]),
    accumulated: plan.accumulate > 1 ? createTensor("accumulated gradients", model.values.shape) : undefined,
    accumulation: createTensor("accumulation", [2]),
    average: parts.emaDecay === undefined ? undefined : createTensor("average", model.values.shape),
    averaging: createTensor("averaging", [EMA_SCALARS]),
    guard: createTensor("guard", [1], "i32"),
    augmentKeys: parts.augmentations.map((_, i) => createTensor(`augment/${i}`, [2], "i32")),
  };
  const persistent = [
    model.values,
    model.gradients,
    ...Object.values(tensors.state),
    ...model.buffers.map(({ value }) => value),
    ...model.streams.map(({ value }) => value),
    model.step,
    ...(loss.constants ?? []).map(({ tensor }) => tensor),
    ...tensors.augmentKeys,
    ...[tensors.accumulated, tensors.average].filter((tensor) => tensor !== undefined),
    tensors.accumulation,
    tensors.averaging,
    tensors.scalars,
    tensors.affine,
    tensors.cursor,
    ...Object.values(totals).flatMap((sums) => [sums.loss, ...sums.metrics]),
    tensors.guard,
    tensors.outputs,
    ...new Set(Object.values(splits).flatMap(({ inputs, targets, order }) => [inputs, targets, order])),
  ];
  const keep = new Set<Storage>(persistent.map(({ storage }) => storage));
  const final = new Set(
    [model.values, ...Object.values(tensors.state), tensors.accumulated, tensors.average]
      .filter((tensor) => tensor !== undefined)
      .map(({ storage }) => storage),
  );

  function compile(batch: number, kind: { readonly updates: boolean; readonly reuse: boolean }): Program {
    const emitter = createEmitter(batch, true);
    emitTrainingStep(emitter, parts, tensors, splits.train, totals.train, kind.updates);
    return createProgram(emitter, { persistent: keep, reuse: kind.reuse, final });
  }

  function evaluationPass(split: SplitTensors): SplitPass | undefined {
    const program = (batch: number) => evaluationProgram(batch, parts, tensors, split, totals.evaluation, keep);
    const pass = createPass(split.count, EVALUATION_BATCH, totals.evaluation, program);
    return pass && { ...pass, split };
  }

  const step = (batch: number) => compile(batch, { updates: true, reuse: true });
  const train = {
    ...(createPass(splits.train.count, plan.batch, totals.train, step) as Pass), // never empty: see planTraining
    split: splits.train,
    partial: plan.accumulate > 1 ? compile(plan.batch, { updates: false, reuse: true }) : undefined,
  };
  const validation = evaluationPass(splits.validation);
  const test = evaluationPass(splits.test);
  const programs = programsOf({ train, validation, test });
  const persistentBytes = persistent.reduce((sum, { storage }) => sum + storage.bytes, 0);
  return {
    ...tensors,
    train,
    validation,
    test,
    persistent,
    final,
    inspect: (batch) => compile(batch, { updates: true, reuse: false }),
    arenaBytes: persistentBytes + Math.max(...programs.map(({ plan }) => plan.bytes)),
    scratchBytes: Math.max(...programs.map(({ scratch }) => scratch)),
  };
}

/** The programs in a fixed order, without the missing ones. */
export const programsOf = ({ train, validation, test }: Pick<Programs, "train" | "validation" | "test">): Program[] =>
  [train.partial, ...[train, validation, test].flatMap((pass) => [pass?.full, pass?.rest])].filter(
    (program) => program !== undefined,
  );
