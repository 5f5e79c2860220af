import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../runs/test/sample-runs.ts";
import { cacheFolder } from "../src/compile-cache.ts";
import { ASSAY, finish } from "./commands/processes.ts";

test.each([
  ["linux", {}, "/home/a", "/home/a/.cache/assay/compiled"],
  ["linux", { XDG_CACHE_HOME: "/caches" }, "/home/a", "/caches/assay/compiled"],
  ["linux", { XDG_CACHE_HOME: "relative" }, "/home/a", "/home/a/.cache/assay/compiled"],
  ["linux", {}, "", undefined],
  ["darwin", {}, "/Users/a", "/Users/a/Library/Caches/assay/compiled"],
  ["win32", {}, "/home/a", undefined],
  ["win32", { LOCALAPPDATA: "/local" }, "/home/a", "/local/assay/compiled"],
] as const)("compiled code lies in the user's own folder for caches: %s, %j, %j", (platform, env, home, folder) => {
  expect(cacheFolder(env, platform, home)).toBe(folder);
});

describe.skipIf(process.platform === "win32")("the command line (needs POSIX's owners and modes)", () => {
  /** Starts it with a folder for caches; what lies there afterwards. */
  function start(prepare: (folder: string) => void) {
    const caches = temporaryFolder();
    const folder = join(caches, "assay", "compiled");
    prepare(folder);
    const env = { XDG_CACHE_HOME: caches, NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined };
    const { status, stderr } = finish(ASSAY, caches, ["--version"], env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return { folder, found: existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : undefined };
  }

  test("keeps compiled code where no other user may write", () => {
    const { folder, found } = start(() => undefined);
    expect(found).toHaveLength(1);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("does without a cache that cannot be made", () => {
    const { found } = start((folder) => {
      mkdirSync(join(folder, ".."), { recursive: true });
      writeFileSync(folder, "a file");
    });
    expect(found).toBeUndefined();
  });

  test("takes no code from a folder in which others may write", () => {
    const { found } = start((folder) => {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o777);
    });
    expect(found).toEqual([]);
  });

  test.skipIf(process.getuid?.() !== 0)("takes no code from another user's folder (needs root to make one)", () => {
    const { found } = start((folder) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chownSync(folder, 65_534, 65_534);
    });
    expect(found).toEqual([]);
  });
});
