import type { Snapshot } from "./events.ts";
import { observationsOf } from "./observations.ts";
import type { PreparedRun } from "./prepare.ts";

/**
 * Whether a training goes on exactly from the state of another one, whose spec differs in its length alone: the learning
 * rates of all steps so far, and the epochs that were evaluated, are the same in both.
 *
 * @returns undefined where it does; otherwise why not, for the user
 */
export function whyNotExtended(from: PreparedRun, to: PreparedRun, snapshot: Snapshot): string | undefined {
  const { position, links, stopped_early } = snapshot;
  if (stopped_early) return "it was ended by early stopping";
  if (position.start === 0 && position.update !== (position.epoch - 1) * to.parts.plan.stepsPerEpoch)
    return `its last epoch was cut short, after ${position.update} steps`;
  if (position.epoch > to.parts.plan.epochs || position.update >= to.parts.plan.steps) return "it is longer";
  const rates = ({ parts }: PreparedRun): ((update: number) => number) => {
    const observed = observationsOf(parts, snapshot);
    return (update) => parts.schedule(update, observed);
  };
  const [was, is] = [rates(from), rates(to)];
  for (let update = 0; update < position.update; update++) {
    if (was(update) === is(update)) continue;
    const by = `${was(update)} against ${is(update)}`;
    return `its learning rate is another from step ${update + 1} on (${by}): the schedule depends on the training's length`;
  }
  const { eval_every } = to.loaded.spec.training;
  const other = links.find(({ epoch }) => epoch % eval_every !== 0);
  if (other) return `its last epoch, ${other.epoch}, was evaluated, and would not be in a longer training`;
  return undefined;
}
