import type { WorstExample, WorstExamples } from "../contract.ts";
import { isNumbers, isObject, isShape, objectOf } from "./json-file.ts";

const MOST = 24;

/** Reads worst.json. @throws Error naming what is wrong with it */
export function readWorst(file: string): WorstExamples {
  const { shape, dtype, examples } = objectOf(file);
  if (!isShape(shape)) throw new Error('"shape" is no shape');
  if (!Array.isArray(examples)) throw new Error('"examples" is no list');
  const values = shape.reduce((size, extent) => size * extent, 1);
  return { shape, examples: examples.slice(0, MOST).map((entry, i) => readExample(entry, i, dtype, values)) };
}

function readExample(entry: unknown, i: number, dtype: unknown, values: number): WorstExample {
  const fault = (what: string) => new Error(`example ${i + 1} has no ${what}`);
  if (!isObject(entry)) throw fault("keys");
  const { index, label, predicted, score } = entry;
  if (typeof index !== "number") throw fault("index");
  if (!isAnswer(label)) throw fault("label");
  if (!isAnswer(predicted)) throw fault("prediction");
  const input = dtype === "u8" && typeof entry.input === "string" ? Buffer.from(entry.input, "base64") : entry.input;
  if (!(input instanceof Uint8Array || isNumbers(input)) || input.length !== values) throw fault(`${values} values`);
  return { index, label, predicted, input, ...(typeof score === "number" && { score }) };
}

const isAnswer = (value: unknown): value is string | readonly number[] => typeof value === "string" || isNumbers(value);
