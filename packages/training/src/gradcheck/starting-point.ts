import { elementsOf, InputError, stream } from "@assay/kernels";
import type { Pause } from "../pause.ts";
import { inPieces } from "../pieces.ts";
import { BEGINNING, nextEpoch, type Position } from "../position.ts";
import { runEpoch } from "../run-epoch.ts";
import type { Training } from "../training.ts";

/** How far the parameters are nudged at most, in units of 1/√fan_in. */
const NUDGE = 0.25;

/**
 * Trains on so many batches, fewer where the training has fewer.
 * @returns where the training then stands; undefined where it was stopped
 * @throws InputError where it diverges
 */
export async function trainBefore(training: Training, batches: number, pause: Pause): Promise<Position | undefined> {
  const { plan } = training.prepared.parts;
  let position = BEGINNING;
  const nothing = { report: () => undefined, record: () => undefined, isDue: () => false };
  while (position.draw < batches && position.update < plan.steps) {
    const end = await runEpoch(training, position, pause, nothing, [], batches);
    if (end.ended === "diverged") {
      const rule = `steps must end before the training diverges, in step ${end.position.update}`;
      throw new InputError("training/gradcheck", `${rule}, got ${batches}`);
    }
    if (end.ended === "stopped") return undefined;
    position = end.ended === "finished" ? nextEpoch(end.position) : end.position;
  }
  return position;
}

/**
 * Moves every parameter by a small random amount, the same in each check of a seed.
 * @returns false where it was stopped
 */
export async function nudge({ engine, prepared }: Training, pause: Pause): Promise<boolean> {
  const { seed } = prepared.loaded.spec;
  for (const { name, value, fan } of prepared.parts.model.parameters) {
    const random = stream(seed, `gradcheck/nudge/${name}`);
    const most = NUDGE / Math.sqrt(fan.in);
    const values = elementsOf(engine, value);
    const isDone = await inPieces(values.length, pause, (from, to) => {
      for (let i = from; i < to; i++) values[i] = (values[i] as number) + most * (2 * random() - 1);
    });
    if (!isDone) return false;
  }
  return true;
}
