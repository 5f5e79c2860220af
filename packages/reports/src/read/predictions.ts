import { readFileSync } from "node:fs";

export type StoredPredictions =
  | {
      readonly kind: "class";
      readonly label: readonly string[];
      readonly predicted: readonly string[];
      readonly score: Float64Array;
      readonly score_is: "probability" | "output";
    }
  | { readonly kind: "values"; readonly size: number; readonly target: Float64Array; readonly predicted: Float64Array };

/** Reads predictions.csv. @throws Error naming the line that is wrong */
export function readPredictions(file: string): StoredPredictions {
  const [head = [], ...rows] = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  if (head[1] === "label") {
    return {
      kind: "class",
      label: rows.map((row) => row[1] ?? ""),
      predicted: rows.map((row) => row[2] ?? ""),
      score: Float64Array.from(rows, (row) => Number(row[3])),
      score_is: head[3] === "output" ? "output" : "probability",
    };
  }
  return {
    kind: "values",
    size: 1,
    target: Float64Array.from(rows, (r) => Number(r[1])),
    predicted: Float64Array.from(rows, (r) => Number(r[2])),
  };
}
