import { createEmitter, createProgram, elementsOf, programOf } from "@assay/kernels";
import { emitTrainingStep } from "../emit-step.ts";
import { write } from "../memory.ts";
import { meanLoss } from "../metrics.ts";
import type { Pause } from "../pause.ts";
import { runToEnd } from "../slices.ts";
import type { Training } from "../training.ts";
import { callsFor } from "./loss-calls.ts";

/** A parameter where it lies in the arena: to move it moves the objective. */
export interface PlacedParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Its analytic gradient, as `differentiate` has left it. */
  readonly gradient: Float32Array;
  /** 1/√fan_in: the size of a weight that keeps the scale of what it is multiplied with. */
  readonly unit: number;
}

/** What a training step minimizes on one batch, as a function of the parameters. */
export interface Objective {
  readonly parameters: readonly PlacedParameter[];
  /** The mean or the sum of the batch's losses, at the parameters as they are now; undefined where it was stopped. */
  evaluate(): Promise<number | undefined>;
  /** Computes the gradients of all parameters, at the parameters as they are now. @returns false where it was stopped */
  differentiate(): Promise<boolean>;
}

/**
 * One training step without its update, at the parameters as they are: its gradients, and what they are gradients of. All
 * evaluations see the same batch and the same draw, so the same dropout masks and augmentation; batch norm uses the batch's
 * statistics. The losses of the examples are f32, their sum is f64.
 *
 * @param batch examples, from the beginning of the order
 * @param draw number of the draw
 */
export function createObjective(training: Training, batch: number, draw: number, pause: Pause): Objective {
  const { engine, prepared } = training;
  const { parts, programs } = prepared;
  const { model, loss } = parts;
  const { split, totals } = programs.train;
  const emitter = createEmitter(batch, true);
  emitTrainingStep(emitter, parts, programs, split, totals, false);
  const step = createProgram(emitter, { persistent: new Set(programs.persistent.map(({ storage }) => storage)) });
  const [runStep] = engine.load(step);
  const [runLoss] = engine.load(programOf(step, callsFor(step, totals.loss)));
  write(engine, programs.cursor, [0]);
  write(engine, model.step, [draw]);
  const sums = elementsOf(engine, totals.loss);
  return {
    parameters: model.parameters.map(({ name, shape, fan, value, gradient }) => ({
      name,
      shape,
      values: elementsOf(engine, value) as Float32Array,
      gradient: elementsOf(engine, gradient) as Float32Array,
      unit: 1 / Math.sqrt(fan.in),
    })),
    async evaluate() {
      sums.fill(0);
      if (!(await runToEnd(engine, runLoss, pause))) return undefined;
      const [total, , , weight = batch] = sums as unknown as [number, number, number, number?];
      return loss.reduction === "sum" ? total : meanLoss(total, weight);
    },
    differentiate: () => runToEnd(engine, runStep, pause),
  };
}
