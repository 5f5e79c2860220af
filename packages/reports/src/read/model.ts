import type { ModelDescription } from "../contract.ts";
import { isObject, isShape, isTexts, objectOf } from "./json-file.ts";

/** Reads what a page needs of model.json; keys added by later versions are let through. @throws Error naming the key */
export function readModel(file: string): ModelDescription {
  const { input, target } = objectOf(file);
  if (!isObject(input) || !isShape(input.shape)) throw new Error('"input" does not tell a shape');
  const { shape, dtype, names } = input;
  if (dtype !== "u8" && dtype !== "f32") throw new Error(`"input.dtype" is ${JSON.stringify(dtype)}`);
  return { input: { shape, dtype, ...(isTexts(names) && { names }) }, target: readTarget(target) };
}

function readTarget(target: unknown): ModelDescription["target"] {
  if (!isObject(target)) throw new Error('"target" is no object');
  const { kind, classes, size, names } = target;
  if (kind === "class" && typeof classes === "number") return { kind, classes, ...(isTexts(names) && { names }) };
  if (kind === "values" && typeof size === "number") return { kind, size };
  throw new Error(`"target" is of kind ${JSON.stringify(kind)}`);
}
