import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, vi } from "vitest";

/**
 * Folders that are removed when the tests of a file have run. The user's cache is in one of them, so that nothing is left in
 * the home of whoever runs the tests.
 */
export function temporaryFolders(): { readonly create: () => string; readonly cache: string } {
  const root = mkdtempSync(join(tmpdir(), "assay-data-"));
  const cache = join(root, "cache");
  vi.stubEnv("XDG_CACHE_HOME", cache);
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return { create: () => mkdtempSync(join(root, "folder-")), cache };
}
