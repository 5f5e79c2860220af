import type { PredictionTable } from "../contract.ts";
import { textOf } from "./json-file.ts";

/** Reads predictions.csv. @throws Error naming the line that is wrong */
export function readPredictionTable(file: string): PredictionTable {
  const [head = [], ...rows] = csvRows(textOf(file));
  const wrong = rows.findIndex((row) => row.length !== head.length);
  if (wrong >= 0) throw new Error(`line ${wrong + 2} has ${rows[wrong]?.length} cells, the head has ${head.length}`);
  if (head[1] === "label" && head[2] === "predicted") {
    const [label, predicted] = [column(rows, 1), column(rows, 2)];
    if (head[3] !== "probability") return { kind: "class", label, predicted };
    return { kind: "class", label, predicted, probability: column(rows, 3).map(Number) };
  }
  const targets = head.flatMap((name, i) => (/^target(_\d+)?$/.test(name) ? [i] : []));
  if (targets.length === 0 || head.length !== 1 + 2 * targets.length) throw new Error("its head is not of predictions");
  const numbers = (at: readonly number[]) => rows.map((row) => at.map((i) => Number(row[i])));
  return { kind: "values", target: numbers(targets), predicted: numbers(targets.map((i) => i + 1)) };
}

const column = (rows: readonly (readonly string[])[], at: number): string[] => rows.map((row) => row[at] ?? "");

/** The rows of a CSV as RFC 4180 has it, in which a quoted cell may hold commas, quotes and ends of lines. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = "", end] of text.matchAll(/(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return rows;
}
