import { mkdirSync, statSync } from "node:fs";
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/**
 * Takes what was compiled before from Node's cache, which halves the time of a start. Its place is the user's own folder for
 * caches: in the shared temporary one, which is Node's choice, another user could lay code for us to run. NODE_COMPILE_CACHE
 * and NODE_DISABLE_COMPILE_CACHE are Node's own and keep their meaning. A folder that cannot be had is no error.
 */
export function useCompileCache(): void {
  const folder = cacheFolder(process.env, process.platform, homedir());
  if (getCompileCacheDir() === undefined && folder !== undefined && isOurs(folder)) enableCompileCache(folder);
  // A thread has a cache of its own, which it looks for in the environment; Node puts the folder of its version inside it.
  const cache = getCompileCacheDir();
  if (cache !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(cache);
}

/** Where a system has the caches of a user; undefined where there is no such place. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string | undefined {
  const { XDG_CACHE_HOME: xdg = "", LOCALAPPDATA: local = "" } = env;
  const usual: Partial<Record<NodeJS.Platform, string>> = { darwin: join(home, "Library", "Caches"), win32: local };
  const caches = isAbsolute(xdg) ? xdg : (usual[platform] ?? join(home, ".cache"));
  return isAbsolute(caches) ? join(caches, "assay", "compiled") : undefined;
}

/** Whether a folder is there, or can be, that belongs to nobody else, as the home of another user would. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    const shared = (mode & 0o022) !== 0;
    return process.platform === "win32" || (uid === process.getuid?.() && !shared);
  } catch {
    return false;
  }
}
