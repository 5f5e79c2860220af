import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/** Where a user's paths lead. All of them are relative to the process's folder while they lie inside it. */
export interface Paths {
  /** A file or folder that must exist; where it is nowhere, the path as it was typed. */
  readonly existing: (typed: string) => string;
  /** A folder to be created: --out. */
  readonly output: (typed: string | undefined) => string;
  /** Where the user called: paths in flags are meant from there. */
  readonly folder: string;
  /** A file to be written where the user called. */
  readonly inFolder: (typed: string) => string;
  /** A path as a command in the process's folder would name it. */
  readonly shown: (path: string) => string;
}

/**
 * Paths are relative to the folder in which the user called. pnpm runs a script in the package's root and leaves that
 * folder in INIT_CWD; it counts where it lies inside the present folder, as a value inherited from elsewhere would not.
 * A path that exists only from the root is found there.
 */
export function createPaths(cwd: string, env: Readonly<Record<string, string | undefined>>): Paths {
  const inside = (path: string) => !isAbsolute(path) && path !== ".." && !path.startsWith(`..${sep}`);
  const called = relative(cwd, env.INIT_CWD || cwd);
  const user = inside(called) ? called : "";
  const from = (folder: string, typed: string) => (isAbsolute(typed) ? typed : join(folder, typed));
  const exists = (path: string) => existsSync(isAbsolute(path) ? path : join(cwd, path));
  return {
    existing(typed) {
      const candidates = user === "" ? [typed] : [from(user, typed), typed];
      return candidates.find(exists) ?? typed;
    },
    folder: user || ".",
    inFolder: (typed) => from(user, typed),
    shown(path) {
      const short = relative(cwd, resolve(cwd, path));
      return inside(short) ? short : path;
    },
    output: (typed) => (typed === undefined ? "results" : from(user, typed)),
  };
}
