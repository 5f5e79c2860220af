import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Git } from "@assay/runs/store";

const run = promisify(execFile);

/** What was found, by the folder: a process runs the code that it has loaded, whatever is committed meanwhile. */
const known = new Map<string, Promise<Git | null>>();

/**
 * The commit that a file's folder is at, and whether files of the repository were changed since; null where it is in none,
 * or git is not there. Nothing else is asked of the repository, and nothing in it is changed.
 */
export function gitState(file: string): Promise<Git | null> {
  const folder = dirname(file);
  const state = known.get(folder) ?? askGit(folder);
  known.set(folder, state);
  return state;
}

async function askGit(folder: string): Promise<Git | null> {
  const git = async (...args: string[]): Promise<string> => {
    const options = { cwd: folder, timeout: 5000, env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" } };
    return (await run("git", args, options)).stdout.trim();
  };
  try {
    const [commit, changes] = await Promise.all([
      git("rev-parse", "HEAD"),
      git("status", "--porcelain", "--untracked-files=no"),
    ]);
    return /^[0-9a-f]{40,64}$/.test(commit) ? { commit, dirty: changes !== "" } : null;
  } catch {
    return null;
  }
}
