import { canonicalJson } from "@assay/experiment/identity";
import { InputError, sizeOf } from "@assay/kernels";
import type { NamedValues, Snapshot } from "./events.ts";
import { located } from "./located.ts";
import type { PreparedRun } from "./prepare.ts";
import { changing } from "./snapshot.ts";

/** What a fork shares with the run that it comes from, with the reason. */
const KEPT = [
  [["seed"], "another seed holds out other examples, which the run has trained on"],
  [["data"], "the run has seen what it would be judged by"],
  [["metrics"], "the epochs that both share have figures of these alone"],
  [["optimizer", "type"], "its state is that of this optimizer"],
] as const;

/**
 * Checks that a changed spec may go on from the end of an epoch (from 1) of a run.
 * @throws SpecError at the option whose change does not allow it
 */
export function checkFork(from: PreparedRun, to: PreparedRun, at: number): void {
  const [before, after] = [from.loaded.spec, to.loaded.spec];
  const { stepsPerEpoch, epochs, steps } = to.parts.plan;
  located(to.loaded, [], () => {
    for (const [path, why] of KEPT) {
      const [was, is] = [before, after].map((spec) => canonicalJson(valueAt(spec, path) ?? null));
      if (was !== is) throw new InputError("training/fork", `${path.join(".")} must stay: ${why}`, path);
    }
    if (stepsPerEpoch !== from.parts.plan.stepsPerEpoch) {
      const rule = `an epoch must keep its ${from.parts.plan.stepsPerEpoch} steps, got ${stepsPerEpoch}`;
      throw new InputError("training/fork", rule, ["training"], "keep batch_size, accumulate, drop_last and sampling");
    }
    if (at * stepsPerEpoch > from.parts.plan.steps) {
      const rule = `epoch ${at} of the run was cut short, after ${from.parts.plan.steps} steps`;
      throw new InputError("training/fork", rule, ["training", "steps"], `fork it at epoch ${at - 1} or before`);
    }
    if (at < epochs && at * stepsPerEpoch < steps) return;
    const rule = `the fork must train beyond epoch ${at}, at which it starts, got ${epochs} epochs`;
    throw new InputError("training/fork", rule, ["training", "epochs"]);
  });
}

/**
 * The state in which it goes on: parameters and buffers as they are, the optimizer's state as far as the changed optimizer has
 * it (what it has besides starts at zero), a new average at the parameters.
 *
 * @param snapshot of the run, at the end of an epoch
 * @throws SpecError where the parameters are no longer the same
 */
export function carryOver(to: PreparedRun, snapshot: Snapshot): Snapshot {
  const { stopped_early: _, ...state } = snapshot;
  const epoch = (snapshot.records.at(-1)?.epoch ?? 0) + 1;
  const stored = new Map(snapshot.tensors.map((tensor) => [tensor.name, tensor]));
  const tensors = changing(to).map(({ name, tensor }): NamedValues => {
    const { shape } = tensor;
    const found = stored.get(name);
    if (found?.shape.join() === shape.join()) return found;
    const isFresh = !found && /^(optimizer|average|accumulated)\./.test(name);
    if (!isFresh) {
      const rule = `${name} must keep its shape [${found?.shape.join(", ") ?? "it was not there"}], got [${shape.join(", ")}]`;
      return located(to.loaded, ["architecture"], () => {
        throw new InputError("training/fork", rule);
      });
    }
    const start = name.startsWith("average.") ? stored.get(name.slice("average.".length))?.values.slice() : undefined;
    return { name, shape, values: start ?? new Float32Array(sizeOf(shape)) };
  });
  return { ...state, position: { ...snapshot.position, epoch, start: 0 }, tensors };
}

const valueAt = (spec: object, path: readonly string[]): unknown =>
  path.reduce((value: unknown, key) => (value as Record<string, unknown> | undefined)?.[key], spec);
