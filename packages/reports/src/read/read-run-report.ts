import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  readModelDescription,
  readPredictions,
  readRun,
  readSafetensors,
  readWorst,
  type StoredRun,
  specOf,
} from "@assay/runs";
import type { RunReportInput } from "../contract.ts";

/**
 * Reads what a run's page is made of. What a run directory does not hold is left out, and so is what is damaged, with a note.
 *
 * @param stored the run, where it has been read
 * @throws ResultError when there is no run in the folder
 */
export function readRunReport(folder: string, stored: StoredRun = readRun(folder)): RunReportInput {
  const notes = [...stored.notes];
  const read = <T>(name: string, reader: (file: string) => T): T | undefined => {
    const file = join(folder, name);
    try {
      return existsSync(file) ? reader(file) : undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // Where the folder lies is no part of a report.
      notes.push(
        `${name} is left out: ${reason
          .replace(/^\[[^\]]*\] /, "")
          .replaceAll(`${file}: `, "")
          .replaceAll(file, name)}.`,
      );
      return undefined;
    }
  };
  return {
    run: stored,
    spec: read("resolved.yaml", () => specOf(stored)),
    model: read("model.json", () => readModelDescription(folder)),
    predictions: read("predictions.csv", () => readPredictions(folder)),
    weights: read("model.safetensors", (file) => readSafetensors(file).tensors),
    worst: read("worst.json", () => readWorst(folder)),
    notes,
  };
}
