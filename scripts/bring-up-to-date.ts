import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildFiles, fingerprint } from "./build-files.ts";

/** What the last build was made from and what it left; written by nobody else, and not committed. */
const STAMP = ".turbo/built";

/**
 * Builds, unless every source and every product is, by its content, as the last build left it: asking turbo takes
 * longer than checking a spec.
 *
 * @param root the checkout
 * @param build brings the products up to date with the sources, or throws
 */
export function bringUpToDate(root: string, build: () => void): void {
  const stamp = join(root, STAMP);
  const before = stateOf(root);
  if (contentOf(stamp) === before.all) return;
  rmSync(stamp, { force: true });
  build();
  const after = stateOf(root);
  // Of a source that was changed meanwhile nobody knows whether the build has seen it.
  if (after.sources !== before.sources) return;
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, after.all);
}

function stateOf(root: string): { readonly sources: string; readonly all: string } {
  const { sources, products } = buildFiles(root);
  const hash = fingerprint(root, sources);
  return { sources: hash, all: `${hash}\n${fingerprint(root, products)}\n` };
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
