import { join } from "node:path";
import type { WorstExample, WorstExamples } from "@assay/training/events";
import { type Check, count, finite, list, object, text } from "./checks.ts";
import { ResultError } from "./errors.ts";
import { excerpt, isShape, readJsonObject, sizeOf } from "./read-json.ts";
import { shortestFloat } from "./shortest-float.ts";

export const WORST_FILE = "worst.json";

/** Bytes that the file may have. */
const LARGEST = 512 * 1024;

/** Examples that are kept at most. */
const MOST = 24;

/**
 * worst.json: bytes of inputs in base64, numbers as the shortest text that is the same float. Of large inputs there are fewer examples.
 * @returns undefined where not even one fits
 */
export function encodeWorst({ shape, dtype, examples }: WorstExamples): string | undefined {
  const head = `{"shape":${JSON.stringify(shape)},"dtype":"${dtype}","examples":[`;
  const rows: string[] = [];
  let bytes = head.length + 3;
  for (const example of examples.slice(0, MOST)) {
    const row = JSON.stringify(encodeExample(example));
    bytes += Buffer.byteLength(row) + 2;
    if (bytes > LARGEST) break;
    rows.push(row);
  }
  return rows.length === 0 && examples.length > 0 ? undefined : `${head}\n${rows.join(",\n")}]}\n`;
}

function encodeExample({ index, label, predicted, score, input }: WorstExample) {
  return {
    index,
    label: typeof label === "string" ? label : label.map(short),
    predicted: typeof predicted === "string" ? predicted : predicted.map(short),
    ...(score !== undefined && { score: short(score) }),
    input: input instanceof Uint8Array ? Buffer.from(input).toString("base64") : Array.from(input, short),
  };
}

/** The double that is written as the shortest text of a float. */
const short = (value: number): number => Number(shortestFloat(value));

/**
 * The test examples that a run's model predicted worst: worst.json of its folder.
 * @returns undefined where the run has none: no test split, images too large, an earlier version
 * @throws ResultError naming the file and what is wrong with it
 */
export function readWorst(folder: string): WorstExamples | undefined {
  const file = join(folder, WORST_FILE);
  const found = readJsonObject(file, LARGEST);
  if (found === undefined) return undefined;
  const { shape, dtype, examples } = found;
  const fail = (key: string, value: unknown): never => {
    throw new ResultError(`[runs/store] ${file}: "${key}" is ${excerpt(value)}`);
  };
  if (!isShape(shape)) return fail("shape", shape);
  if (dtype !== "u8" && dtype !== "f32") return fail("dtype", dtype);
  if (!Array.isArray(examples) || examples.length > MOST) return fail("examples", examples);
  const decoded = examples.map((example): WorstExample => {
    if (!isExample(example)) return fail("examples", example);
    const input = decodeInput((example as { input: unknown }).input, sizeOf(shape), dtype);
    const known = (ofClass(example) ? ofClass : ofValues).known?.(example as never) as WorstExample;
    return input ? { ...known, input } : fail("input", (example as { input: unknown }).input);
  });
  return { shape, dtype, examples: decoded };
}

const ofClass = object({ index: count, label: text, predicted: text, score: finite });
const ofValues = object({ index: count, label: list(finite), predicted: list(finite) });
const isExample: Check = (value) => ofClass(value) || ofValues(value);

/** @returns undefined for anything but `size` values */
function decodeInput(input: unknown, size: number, dtype: "u8" | "f32"): Uint8Array | Float32Array | undefined {
  if (dtype === "f32") return list(finite, size)(input) ? Float32Array.from(input as number[]) : undefined;
  // Four characters stand for three bytes, the last ones padded.
  if (typeof input !== "string" || input.length !== 4 * Math.ceil(size / 3)) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(input)) return undefined;
  const bytes = Uint8Array.from(Buffer.from(input, "base64"));
  return bytes.length === size ? bytes : undefined;
}
