import { existsSync } from "node:fs";
import { join } from "node:path";
import { plainOf, readSource } from "@assay/experiment";
import { obstacles, textOf } from "../file/extends.ts";
import { readSweepFile, treeOfFile } from "../file/read-file.ts";
import type { Sweep } from "../file/sweep.ts";
import { same } from "../same.ts";
import { EXPERIMENT_FILE, SWEEP_FILE } from "./files.ts";

/**
 * What keeps a sweep from going on in a folder that holds one: a line each; none where it goes on with what was tried.
 * @throws SpecError where a file in the folder is no sweep
 */
export function obstaclesIn(folder: string, sweep: Pick<Sweep, "file" | "source" | "experiment">): string[] {
  const experiment = join(folder, EXPERIMENT_FILE);
  const stored = existsSync(experiment) ? readSource(experiment) : sweep.experiment;
  const plain = (source: string): unknown => plainOf(treeOfFile(experiment, source));
  return [
    ...obstacles(readSweepFile(join(folder, SWEEP_FILE)), readSweepFile(sweep.file, sweep.source)),
    ...(stored === sweep.experiment ? [] : [`experiment: ${differences(plain(stored), plain(sweep.experiment))}`]),
  ];
}

/** Differences of two experiments that are named; the rest is counted. */
const NAMED = 3;

/** Where two values differ, in words. */
function differences(was: unknown, is: unknown): string {
  const found = differencesAt("", was, is);
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : "";
  return found.length === 0 ? "the flags differ" : `${found.slice(0, NAMED).join(", ")}${more}`;
}

function differencesAt(path: string, was: unknown, is: unknown): string[] {
  if (same(was, is)) return [];
  if (!isObject(was) || !isObject(is)) return [`${path} was ${textOf(was)}, is ${textOf(is)}`];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
    differencesAt(path === "" ? key : `${path}.${key}`, was[key], is[key]),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
