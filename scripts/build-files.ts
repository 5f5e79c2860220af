import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What every build depends on besides its package: the versions of the tools, and the list of inputs itself. */
const COMMON = ["package.json", "pnpm-lock.yaml", "turbo.json"];

/**
 * The files of every package that has something to build, as turbo.json names them; paths from `root`, sorted.
 *
 * @returns `sources`, from which turbo builds, and `products`, what it leaves
 */
export function buildFiles(root: string): { readonly sources: string[]; readonly products: string[] } {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
  const { inputs, outputs } = read("turbo.json").tasks.build as { inputs: string[]; outputs: string[] };
  const packages = globSync("packages/*/package.json", { cwd: root }).filter((path) => read(path).scripts?.build);
  const files = (patterns: readonly string[]) =>
    packages.flatMap((manifest) => {
      const cwd = join(root, manifest, "..");
      const exclude = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
      const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
      const found = globSync(wanted, { cwd, exclude, withFileTypes: true }).filter((entry) => !entry.isDirectory());
      return found.map(({ parentPath, name }) => join(parentPath, name).slice(join(root, "/").length));
    });
  return { sources: [...COMMON, ...files(inputs)].sort(), products: files(outputs).sort() };
}

/** SHA-256 (hex) over names and contents. */
export function fingerprint(root: string, files: readonly string[]): string {
  const digest = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");
  return digest(files.map((file) => `${file}\n${digest(readFileSync(join(root, file)))}\n`).join(""));
}
