import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../store/record.ts";
import { type EnsembleFiles, encodeEnsemble } from "../store/write-ensemble.ts";
import { told } from "./compare-outcome.ts";
import type { Difference, FilesChecked } from "./contract.ts";

/** Where an ensemble lies is no part of what it is. */
const NOWHERE = { results: "", name: "", run: "" };

/**
 * Compares an ensemble's folder with the same ensemble put together again: each file byte by byte, and of run.json what the
 * members determine.
 */
export function compareEnsemble(record: RunRecord, made: EnsembleFiles): FilesChecked {
  const encoded = encodeEnsemble(NOWHERE, made);
  const { "run.json": _, ...files } = encoded.files;
  const differences = Object.entries(files).flatMap(([name, text]): Difference[] => {
    const file = join(record.path, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return [{ where: name, what: "absent" }];
    if (found.size === Buffer.byteLength(text) && readFileSync(file, "utf8") === text) return [];
    return [{ where: name, what: "the file is not the one that the members give" }];
  });
  return {
    checked: [...Object.keys(files), "run.json"],
    absent: [],
    differences: [...differences, ...told(record, encoded.record)],
  };
}
