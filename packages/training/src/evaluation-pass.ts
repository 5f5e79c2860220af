import {
  createEmitter,
  createProgram,
  createTensor,
  type Program,
  type Storage,
  sizeOf,
  type Tensor,
} from "@assay/kernels";
import { type EvaluationParts, emitEvaluationStep } from "./emit-step.ts";
import type { EvaluationTensors, SplitTensors, Totals } from "./tensors.ts";

/** Examples in one evaluation step: enough to keep a team busy; MNIST's splits are multiples of it. */
export const EVALUATION_BATCH = 200;

/** The steps over one split: as many full batches as fit, and one smaller batch for the rest. */
export interface Pass {
  /** Examples in all. */
  readonly count: number;
  readonly batch: number;
  readonly totals: Totals;
  readonly full: Program | undefined;
  readonly rest: Program | undefined;
}

/** Tensors of so many examples: inputs and targets as the data holds them. */
export function exampleTensors(
  name: string,
  { data }: Pick<EvaluationParts, "data">,
  count: number,
): { readonly inputs: Tensor; readonly targets: Tensor } {
  const { target } = data;
  return {
    inputs: createTensor(`${name} inputs`, [count, ...data.shape], data.dtype),
    targets:
      target.kind === "class"
        ? createTensor(`${name} labels`, [count], target.classes <= 256 ? "u8" : "i32")
        : createTensor(`${name} targets`, [count, target.size]),
  };
}

/** Running sums of loss and metrics. */
export const totalsOf = (name: string, { loss, metrics }: Pick<EvaluationParts, "loss" | "metrics">): Totals => ({
  loss: createTensor(`${name} totals`, [loss.isWeighted ? 4 : 3], "f64"),
  metrics: metrics.map((metric) => createTensor(`${name} ${metric.name}`, [metric.built.width], "f64")),
});

/** The tensors of an evaluation but for those of the examples. */
export const evaluationTensors = ({ data, normalizedPer, model }: EvaluationParts): EvaluationTensors => ({
  affine: createTensor("normalization", data.dtype === "u8" && normalizedPer === "all" ? [2] : [2, sizeOf(data.shape)]),
  cursor: createTensor("cursor", [1], "i32"),
  outputs: createTensor("outputs", [EVALUATION_BATCH, ...model.output], "f32", true),
});

/** A pass over `count` examples; undefined where there are none. @param program compiles the step of a batch */
export function createPass(
  count: number,
  batch: number,
  totals: Totals,
  program: (batch: number) => Program,
): Pass | undefined {
  if (count === 0) return undefined;
  const size = Math.min(batch, count);
  const rest = count % size;
  return { count, batch: size, totals, full: program(size), rest: rest === 0 ? undefined : program(rest) };
}

/** The evaluation step of a batch. @param persistent storages that keep their address */
export function evaluationProgram(
  batch: number,
  parts: EvaluationParts,
  tensors: EvaluationTensors,
  split: SplitTensors,
  totals: Totals,
  persistent: ReadonlySet<Storage>,
): Program {
  const emitter = createEmitter(batch, false);
  emitEvaluationStep(emitter, parts, tensors, split, totals);
  return createProgram(emitter, { persistent, reuse: true });
}
