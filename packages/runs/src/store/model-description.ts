import { join } from "node:path";
import type { FeatureDescription, ModelDescription, TargetDescription } from "@assay/training/events";
import { type Check, count, either, finite, list, object, optional, text } from "./checks.ts";
import { ResultError } from "./errors.ts";
import { excerpt, isShape, readJsonObject, sizeOf } from "./read-json.ts";

export const MODEL_FILE = "model.json";

const LARGEST = 64 * 2 ** 20; // bytes: tens of thousands of categories

/** model.json: a line a key. */
export function encodeDescription(description: ModelDescription): string {
  const lines = Object.entries(description).map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/**
 * What is needed to use a run's model: model.json of its folder.
 * @throws ResultError naming the file and what is wrong with it; a folder without one is of an earlier version
 */
export function readModelDescription(folder: string): ModelDescription {
  const file = join(folder, MODEL_FILE);
  const found = readJsonObject(file, LARGEST);
  const hint = "no model was saved, or an earlier version has: train the run again with --force";
  if (found === undefined) throw new ResultError(`[runs/store] ${file}: is missing; ${hint}`);
  const checks = checksFor(found);
  for (const [key, check] of Object.entries(checks)) {
    if (!check(found[key])) throw new ResultError(`[runs/store] ${file}: "${key}" is ${excerpt(found[key])}`);
  }
  return object(checks).known?.(found as never) as ModelDescription;
}

/** What each key must hold, sizes that follow from others included; those of a shape that is wrong itself do not matter. */
function checksFor({ input, features }: Readonly<Record<string, unknown>>): Readonly<Record<string, Check>> {
  const { shape, dtype } = (input ?? {}) as Partial<ModelDescription["input"]>;
  const size = isShape(shape) ? sizeOf(shape) : 0;
  const channels = isShape(shape) && shape.length === 3 ? (shape[2] as number) : undefined;
  const lengths = [1, ...(channels === undefined ? [] : [channels]), size];
  const affine: Check = (value) => list(finite)(value) && lengths.includes((value as unknown[]).length);
  return {
    input: object({
      shape: isShape,
      dtype: either("u8", "f32"),
      names: optional(list(text, size)),
      zeros: optional(isShare),
    }),
    normalization: object({ scale: affine, shift: affine }),
    target: isTarget,
    outputs: either("logits", "log_odds", "values"),
    features: optional((value) => dtype === "f32" && list(isFeature)(value) && widthOf(features) === size),
    missing_means: optional(list(finite, size)),
    background: optional(list(finite, channels)),
  };
}

const isShare: Check = (value) => finite(value) && (value as number) >= 0 && (value as number) <= 1;

const isFeature = object({ name: text, categories: optional(list(text)) });

/** Inputs that features make. */
const widthOf = (features: unknown): number =>
  (features as readonly FeatureDescription[]).reduce((sum, { categories }) => sum + (categories?.length ?? 1), 0);

const isTarget: Check = (value) => {
  if (!object({ kind: either("class", "values") })(value)) return false;
  const target = value as TargetDescription;
  const outputs = target.kind === "class" ? target.classes : target.size;
  return count(outputs) && outputs > 0 && optional(list(text, outputs))(target.names);
};
