import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { RefusedError, ResultError, reasonOf, UsageError } from "./errors.ts";
import { type Files, nodeFiles } from "./files.ts";

/**
 * Checks that an experiment's name is one plain folder name, whatever the file system: letters, digits, `.`, `_` and `-`,
 * at most 80 characters, the first a letter or digit, no `..`. The spec's schema says the same; here it guards the disk.
 *
 * @throws UsageError
 */
export function checkName(name: string): string {
  if (/^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(name)) return name;
  const shown = JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
  const rule = `name must be at most 80 letters, digits, ".", "_" or "-", a letter or digit first and no "..", got ${shown}`;
  throw new UsageError("runs/store", rule);
}

/** What tells a run from every other: the SHA-256 of its spec, that of its data, and the numerics. */
export interface RunIdentity {
  readonly seed: number;
  readonly spec: string;
  readonly data: string;
  readonly numerics: "fused" | "strict";
  /** Of a fork: the link of the epoch that it starts from. */
  readonly fork?: string;
}

/** The run's name comes from what it is, so that the same run is found and not repeated, and other data is another run. */
export function runName({ seed, spec, data, numerics, fork }: RunIdentity): string {
  const whole = fork === undefined ? `${spec}\n${data}` : `${spec}\n${data}\n${fork}`;
  const hash = createHash("sha256").update(whole).digest("hex");
  const kind = `${numerics === "strict" ? "-strict" : ""}${fork === undefined ? "" : "-fork"}`;
  return `seed${seed}-${hash.slice(0, 8)}${kind}`;
}

/** What is said of a link in the place of a folder. */
export const LINKED =
  "is a symbolic link: nothing is written through one, and what is behind it is read only where it is named";

/**
 * Refuses a folder of the results that is a link: what is written through it would leave the results.
 * @throws RefusedError
 */
export function checkFolder(folder: string): "absent" | "present" {
  const found = look(folder);
  if (found === undefined) return "absent";
  if (found.isSymbolicLink()) {
    throw new RefusedError("runs/store", `${folder} ${LINKED}`, "replace it by a folder or use another --out");
  }
  if (!found.isDirectory()) {
    throw new RefusedError("runs/store", `${folder} is not a folder`, "move it elsewhere or use another --out");
  }
  return "present";
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new ResultError(`[runs/store] cannot look at ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Creates a folder and those above it. Node's own `recursive` never returns where a file system refuses a folder with
 * ENOENT, as /proc does.
 */
export function createFolder(path: string): void {
  const create = () => {
    try {
      mkdirSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process may be faster
    }
  };
  try {
    create();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    createFolder(dirname(path));
    create();
  }
}

/** The folder of an experiment inside the results folder, created durably where it is missing. */
export function experimentFolder(results: string, experiment: string, files: Files = nodeFiles): string {
  const folder = join(results, checkName(experiment));
  try {
    createFolder(results);
    if (checkFolder(folder) === "absent") {
      mkdirSync(folder);
      files.syncFolder(results);
      files.syncFolder(dirname(results));
    }
  } catch (error) {
    if (error instanceof ResultError || error instanceof RefusedError) throw error;
    throw new ResultError(`[runs/store] cannot create ${folder}: ${reasonOf(error)}`, { cause: error });
  }
  return folder;
}
