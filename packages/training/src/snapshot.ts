import { elementsOf, InputError, sizeOf, type Tensor, view } from "@assay/kernels";
import type { NamedValues, Progress, Snapshot } from "./events.ts";
import { keptTensors, write } from "./memory.ts";
import type { PreparedRun } from "./prepare.ts";
import type { Training } from "./training.ts";

/**
 * The tensors that a training changes, by name: parameters and buffers as in a PyTorch state dict, the optimizer's state as
 * `optimizer.<state>.<parameter>`, the average as `average.<parameter>`, the gradient of an update that is not complete as
 * `accumulated.<parameter>`, the epoch's running sums.
 */
export function changing({ parts, programs }: PreparedRun): { readonly name: string; readonly tensor: Tensor }[] {
  const { model, metrics } = parts;
  const { totals } = programs.train;
  // Every block has the layout of the parameters' block.
  const byParameter = (prefix: string, block: Tensor) =>
    model.parameters.map(({ name, value }) => ({
      name: `${prefix}.${name}`,
      tensor: view(block, value.shape, value.offset / 4),
    }));
  return [
    ...keptTensors(model),
    ...Object.entries(programs.state).flatMap(([state, block]) => byParameter(`optimizer.${state}`, block)),
    ...(programs.average ? byParameter("average", programs.average) : []),
    ...(programs.accumulated ? byParameter("accumulated", programs.accumulated) : []),
    { name: "totals.loss", tensor: totals.loss },
    ...metrics.map(({ name }, i) => ({ name: `totals.${name}`, tensor: totals.metrics[i] as Tensor })),
  ];
}

/**
 * The first of the tensors that a training changes which holds a NaN or an infinity, the epoch's sums excepted: what is wrong
 * need not reach the loss, as in a running variance that training never reads.
 */
export function firstNotFinite({ engine, prepared }: Training): string | undefined {
  const isWhole = (tensor: Tensor): boolean => {
    const values = elementsOf(engine, tensor);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += (values[i] as number) - (values[i] as number); // 0, but for ∞ − ∞ and NaN
    return sum === 0;
  };
  return changing(prepared).find(({ name, tensor }) => !name.startsWith("totals.") && !isWhole(tensor))?.name;
}

/** A copy of a training as it is between two steps. */
export function capture({ engine, prepared }: Training, progress: Progress): Snapshot {
  const tensors = changing(prepared).map(({ name, tensor }) => ({
    name,
    shape: tensor.shape,
    values: elementsOf(engine, tensor).slice() as NamedValues["values"],
  }));
  return { ...progress, tensors };
}

/**
 * Copies what a step changes before its end: buffers and sums. Parameters, optimizer state and what else is as large change
 * at its end alone.
 * @returns what undoes a step that was left in its middle
 */
export function rememberBeforeStep({ engine, prepared }: Training): () => void {
  const early = changing(prepared).filter(({ tensor }) => !prepared.programs.final.has(tensor.storage));
  const copies = early.map(({ tensor }) => [tensor, elementsOf(engine, tensor).slice()] as const);
  return () => {
    for (const [tensor, values] of copies) write(engine, tensor, values);
  };
}

/**
 * Puts a training where the snapshot was taken, on any number of threads.
 *
 * @throws InputError if the snapshot is of another spec: a tensor is missing, left over or of another shape
 */
export function restore({ engine, prepared }: Training, snapshot: Snapshot): void {
  const stored = new Map(snapshot.tensors.map((tensor) => [tensor.name, tensor]));
  const wanted = changing(prepared);
  for (const { name, tensor } of wanted) {
    const found = stored.get(name);
    if (found?.shape.join() !== tensor.shape.join() || found.values.length !== sizeOf(tensor.shape)) {
      const got = found ? `[${found.shape.join(", ")}]` : "nothing";
      const rule = `${name} must be [${tensor.shape.join(", ")}], the snapshot has ${got}`;
      throw new InputError("training/snapshot", rule);
    }
  }
  if (stored.size !== wanted.length) {
    const known = new Set(wanted.map(({ name }) => name));
    const left = [...stored.keys()].filter((name) => !known.has(name));
    throw new InputError("training/snapshot", `this training has no ${left.join(", ")}`);
  }
  for (const { name, tensor } of wanted) write(engine, tensor, (stored.get(name) as NamedValues).values);
}
