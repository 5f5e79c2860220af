import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { TrainOutcome } from "@assay/training/events";
import { encodeDescription, MODEL_FILE, readModelDescription } from "../store/model-description.ts";
import { readSafetensors } from "../store/safetensors.ts";
import { WEIGHTS_FILE } from "../store/weights-file.ts";
import { encodeWorst, readWorst, WORST_FILE } from "../store/worst.ts";
import type { Difference } from "./contract.ts";

/**
 * In what the files that describe a run's model differ from a training of the same spec: names and shapes of the weights, whose
 * values the record's hash covers, and all of model.json and worst.json, which a completed training must have left.
 */
export function compareModel(folder: string, { status, weights, model, worst }: TrainOutcome): Difference[] {
  const isGiven = (where: string): boolean =>
    status === "completed" &&
    (where === MODEL_FILE || (where === WORST_FILE && worst !== undefined && encodeWorst(worst) !== undefined));
  const check = (where: string, isOther: (file: string) => boolean, what: string): Difference[] => {
    const file = join(folder, where);
    if (!existsSync(file)) return isGiven(where) ? [{ where, what: "absent" }] : [];
    try {
      return isOther(file) ? [{ where, what }] : [];
    } catch (error) {
      return [{ where, what: error instanceof Error ? error.message : String(error) }];
    }
  };
  const layout = (tensors: TrainOutcome["weights"]) => tensors.map(({ name, shape }) => [name, [...shape]]);
  return [
    ...check(
      WEIGHTS_FILE,
      (file) => !isDeepStrictEqual(layout(readSafetensors(file).tensors), layout(weights)),
      "the tensors have other names or shapes than the training's",
    ),
    ...check(
      MODEL_FILE,
      () => !isDeepStrictEqual(readModelDescription(folder), JSON.parse(encodeDescription(model))),
      "it describes another model than the training's",
    ),
    ...check(
      WORST_FILE,
      () => encodeWorst(readWorst(folder) ?? NOTHING) !== encodeWorst(worst ?? NOTHING),
      "the examples are not those of the training",
    ),
  ];
}

const NOTHING = { shape: [], dtype: "f32", examples: [] } as const;
