import { readFileSync, statSync } from "node:fs";

const LARGEST = 64 * 2 ** 20; // bytes; no file read here comes near it

/** The text of a file of a run. @throws Error where it is no file of a run */
export function textOf(file: string): string {
  const { size } = statSync(file);
  if (size > LARGEST) throw new Error(`it has ${size} bytes`);
  return readFileSync(file, "utf8");
}

/** The object that a JSON file holds. @throws Error where it holds none */
export function objectOf(file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(textOf(file));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error("it is not valid JSON");
    throw error;
  }
  if (!isObject(value)) throw new Error("it does not hold an object");
  return value;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A list of positive whole numbers whose product is no larger than an example can be. */
export const isShape = (value: unknown): value is readonly number[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((extent) => Number.isSafeInteger(extent) && extent > 0) &&
  value.reduce((size, extent) => size * extent, 1) <= 2 ** 24;

export const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((item) => typeof item === "number");

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
