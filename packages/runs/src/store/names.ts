import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { folderNameFault, NAME_PATTERN, NAME_RULE } from "@assay/experiment/name-rule";
import { RefusedError, ResultError, reasonOf, UsageError } from "./errors.ts";
import { type Files, nodeFiles } from "./files.ts";

/**
 * Checks that an experiment's name is one plain folder name, whatever the file system. The spec's schema has the same rule;
 * here it guards the disk.
 *
 * @throws UsageError
 */
export function checkName(name: string): string {
  if (NAME.test(name)) return name;
  const shown = JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
  throw new UsageError("runs/store", `name must be ${NAME_RULE}, got ${shown}`);
}

const NAME = new RegExp(NAME_PATTERN);

/** The folder of sweeps in a results folder: no experiment has it. */
export const SWEEPS = "sweeps";

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
 * Creates a folder and those above it, under names that every system can have. Node's own `recursive` never returns where a file system refuses a folder with
 * ENOENT, as /proc does.
 *
 * @throws UsageError naming a folder that is not there and could not be on every system; what the file system refuses
 */
export function createFolder(path: string): void {
  const create = () => {
    const fault = existsSync(path) ? undefined : folderNameFault(basename(path));
    if (fault !== undefined) {
      throw new UsageError(
        "runs/store",
        `the folder "${path}" cannot be created: ${basename(path)} ${fault}`,
        "use another name",
      );
    }
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
  if (experiment === SWEEPS) {
    throw new UsageError("runs/store", `no experiment can be called ${SWEEPS}: its folder is that of the sweeps`);
  }
  const folder = join(results, checkName(experiment));
  try {
    createFolder(results);
    if (checkFolder(folder) === "absent") {
      mkdirSync(folder);
      files.syncFolder(results);
      files.syncFolder(dirname(results));
    }
  } catch (error) {
    if (error instanceof ResultError || error instanceof RefusedError || error instanceof UsageError) throw error;
    throw new ResultError(`[runs/store] cannot create ${folder}: ${reasonOf(error)}`, { cause: error });
  }
  return folder;
}
