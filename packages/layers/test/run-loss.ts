import {
  createEmitter,
  createEngine,
  createProgram,
  createTensor,
  type Engine,
  elementsOf,
  type Tensor,
} from "@assay/kernels";
import { afterAll } from "vitest";
import { type LossDefinition, losses, type Target } from "../src/index.ts";

let engine: Engine | undefined;
afterAll(() => engine?.close());

/** A loss with its options. */
export interface LossCase {
  readonly type: string;
  readonly options: object;
  readonly target: Target;
  /** The targets are shares of classes, f32 [batch, classes]. */
  readonly shares?: boolean;
}

/** A loss of a batch as a program, with its gradient. */
export function compileLoss({ type, options, target, shares = false }: LossCase, batch: number) {
  engine ??= createEngine({ threads: 2 });
  const { arena, load } = engine;
  const size = target.kind === "class" ? target.classes : target.size;
  const definition = (losses as unknown as Readonly<Record<string, LossDefinition<object>>>)[type];
  const built = (definition as LossDefinition<object>).build(options, [size], target);
  const emitter = createEmitter(batch, true);
  const x = createTensor("x", [batch, size], "f32", true);
  const targets =
    target.kind === "class" && !shares
      ? createTensor("labels", [batch], "i32", true)
      : createTensor("targets", [batch, size], "f32", true);
  const loss = emitter.tensor("loss", []);
  const { dx, weights } = built.emit(emitter, { x, targets, loss });
  const constants = built.constants ?? [];
  const kept = [
    x,
    targets,
    loss,
    dx as Tensor,
    ...(weights ? [weights] : []),
    ...constants.map(({ tensor }) => tensor),
  ];
  for (const tensor of kept) arena.place(tensor);
  const [run] = load(createProgram(emitter)) as [() => void];
  const valuesOf = (tensor: Tensor) => elementsOf({ arena }, tensor) as Float32Array | Int32Array;
  for (const { tensor, values } of constants) valuesOf(tensor).set(values);
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
  return {
    size,
    x: valuesOf(x),
    targets: valuesOf(targets),
    /** The mean of the batch's losses or their sum, whichever the gradient is of. */
    objective(): number {
      run();
      const total = sum(valuesOf(loss));
      return built.reduction === "sum" ? total : total / (weights ? sum(valuesOf(weights)) : batch);
    },
    /** Of the objective that was computed last. */
    gradient: valuesOf(dx as Tensor),
  };
}
