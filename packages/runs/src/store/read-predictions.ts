import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import papaparse from "papaparse";
import { ResultError, reasonOf } from "./errors.ts";
import { fromNoFormula } from "./plain-text.ts";
import { PREDICTIONS_FILE } from "./predictions.ts";

/** What a run predicted of the test split, one entry an example, in the order of the split. */
export type StoredPredictions =
  | {
      readonly kind: "class";
      /** Names of classes, or their numbers as text. */
      readonly label: readonly string[];
      readonly predicted: readonly string[];
      /** Of the predicted class. */
      readonly score: Float64Array;
      readonly score_is: "probability" | "output";
    }
  | {
      readonly kind: "values";
      /** Numbers an example. */
      readonly size: number;
      /** `size` numbers an example, one example after the other. */
      readonly target: Float64Array;
      readonly predicted: Float64Array;
    };

const LARGEST = 500 * 2 ** 20; // bytes
const LONGEST = 10_000; // characters of a field

/**
 * Reads predictions.csv of a run directory.
 *
 * @returns undefined where the run has none
 * @throws ResultError naming the file and the line that is wrong
 */
export function readPredictions(folder: string): StoredPredictions | undefined {
  const file = join(folder, PREDICTIONS_FILE);
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    if (!found.isFile() || found.size > LARGEST) throw new ResultError("it is not a file of a run");
    return parsePredictions(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ResultError(`[runs/store] ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The text of predictions.csv, read back. @throws ResultError naming the line that is wrong */
export function parsePredictions(text: string): StoredPredictions {
  const { data, errors } = papaparse.parse<string[]>(text, { delimiter: ",", newline: "\n" });
  const [wrong] = errors;
  if (wrong) throw new ResultError(`line ${(wrong.row ?? 0) + 1}: ${wrong.message}`);
  const [head = [], ...rows] = data;
  if (rows.pop()?.join() !== "") throw new ResultError("its last line is torn");
  rows.forEach((row, i) => {
    const longest = Math.max(...row.slice(0, 4).map(({ length }) => length));
    if (longest > LONGEST) throw damaged(i, `must have fields of at most ${LONGEST} characters, got ${longest}`);
    if (row.length !== head.length) throw damaged(i, `must have ${head.length} fields, got ${row.length}`);
    if (row[0] !== String(i)) throw damaged(i, `must have the index ${i}, got ${JSON.stringify(row[0])}`);
  });
  const names = head.join();
  if (names === "index,label,predicted,probability" || names === "index,label,predicted,output") {
    return {
      kind: "class",
      label: rows.map((row) => fromNoFormula(row[1] ?? "")),
      predicted: rows.map((row) => fromNoFormula(row[2] ?? "")),
      score: numbers(rows, [3]),
      score_is: head[3] === "output" ? "output" : "probability",
    };
  }
  const size = (head.length - 1) / 2;
  if (names !== valueHead(size)) throw new ResultError(`line 1 is not the head of predictions: ${names.slice(0, 80)}`);
  const columns = (first: number) => Array.from({ length: size }, (_, j) => first + 2 * j);
  return { kind: "values", size, target: numbers(rows, columns(1)), predicted: numbers(rows, columns(2)) };
}

function valueHead(size: number): string {
  if (size === 1) return "index,target,predicted";
  return ["index", ...Array.from({ length: size }, (_, j) => `target_${j},predicted_${j}`)].join();
}

/** The numbers in some columns, row by row; what was no finite number stands there as nothing. */
function numbers(rows: readonly (readonly string[])[], columns: readonly number[]): Float64Array {
  const values = new Float64Array(rows.length * columns.length);
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      const text = row[column] ?? "";
      const value = text === "" ? Number.NaN : Number(text);
      if (text !== "" && !Number.isFinite(value)) {
        throw damaged(i, `must hold a number, got ${JSON.stringify(text.slice(0, 40))}`);
      }
      values[i * columns.length + j] = value;
    });
  });
  return values;
}

/** @param row from 0, the head apart */
const damaged = (row: number, rule: string) => new ResultError(`line ${row + 2} ${rule}`);
