import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Which packages of the project each one may import; circles within a package are Biome's `noImportCycles`. `runs` takes
 * nothing of `training` but the types of its events, `export type` alone, and how a link is hashed, so that reading results
 * never loads a kernel.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  kernels: [],
  layers: ["kernels"],
  optimizers: ["kernels"],
  data: ["kernels"],
  experiment: [],
  training: ["experiment", "kernels", "layers", "optimizers", "data"],
  runs: ["experiment", "training/events", "training/chain"],
  export: ["experiment", "layers", "runs", "training/events"],
  sweeps: ["experiment", "runs"],
  reports: ["runs", "sweeps"],
  runner: ["kernels", "layers", "optimizers", "data", "experiment", "training", "runs", "sweeps", "reports", "export"],
  bench: ["experiment", "kernels", "layers", "data", "training", "runs", "runner", "sweeps"],
};

const folderOf = (name: string): string => (name === "bench" ? "bench" : `packages/${name}`);
const packages = [
  "bench",
  ...globSync("packages/*/package.json", { cwd: root }).map((path) => path.split("/")[1] ?? ""),
];

/** Every module specifier of a TypeScript source. */
const specifiers = (source: string): string[] =>
  Array.from(source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g), ([, specifier]) => specifier ?? "");

/** What a package's shipped sources import of the project's other packages, as file → "package" or "package/entry". */
function importsOf(name: string): { readonly file: string; readonly wanted: string }[] {
  const folder = folderOf(name);
  const files = globSync(name === "bench" ? `${folder}/**/*.ts` : `${folder}/src/**/*.ts`, {
    cwd: root,
    exclude: ["**/node_modules/**", "bench/test/**"],
  });
  return files.flatMap((file) =>
    specifiers(readFileSync(`${root}/${file}`, "utf8"))
      .filter((specifier) => specifier.startsWith("@assay/"))
      .map((specifier) => ({ file, wanted: specifier.slice("@assay/".length) })),
  );
}

/** "training" of "training/events". */
const packageOf = (wanted: string): string => wanted.split("/")[0] ?? "";

const allowed = (name: string, wanted: string): boolean =>
  (ALLOWED[name] ?? []).some((entry) => wanted === entry || (!entry.includes("/") && wanted.startsWith(`${entry}/`)));

describe("the arrows between the packages", () => {
  it("has a line for every package", () => {
    expect(packages.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  it("lead nowhere in a circle", () => {
    const next = new Map(
      packages.map((name) => [name, new Set(importsOf(name).map(({ wanted }) => packageOf(wanted)))]),
    );
    const reaches = (from: string, seen = new Set<string>()): ReadonlySet<string> => {
      for (const name of next.get(from) ?? []) if (!seen.has(name)) reaches(name, seen.add(name));
      return seen;
    };
    expect(packages.filter((name) => reaches(name).has(name))).toEqual([]);
  });

  it.each(packages)("%s declares as dependencies only what it may import", (name) => {
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}/${folderOf(name)}/package.json`, "utf8"));
    const own = Object.keys(dependencies).filter((key) => key.startsWith("@assay/"));
    const may = new Set((ALLOWED[name] ?? []).map(packageOf));
    expect(own.map((key) => key.slice("@assay/".length)).filter((key) => !may.has(key))).toEqual([]);
  });

  it.each(packages)("%s imports only what it may", (name) => {
    const wrong = importsOf(name).filter(({ wanted }) => !allowed(name, wanted));
    expect(wrong.map(({ file, wanted }) => `${file} imports @assay/${wanted}`)).toEqual([]);
  });

  it.each(packages)(
    "%s reaches into no other package's folder, but for the helpers of tests along its arrows",
    (name) => {
      const folder = folderOf(name);
      const helpers = (ALLOWED[name] ?? []).map((entry) => `${folderOf(entry.split("/")[0] ?? "")}/test/`);
      const files = globSync(`${folder}/{src,test,scripts}/**/*.ts`, { cwd: root });
      const wrong = files.flatMap((file) =>
        specifiers(readFileSync(`${root}/${file}`, "utf8"))
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => new URL(specifier, `file:///${file}`).pathname.slice(1))
          .filter((target) => {
            const shared = file.startsWith(`${folder}/test/`) && helpers.some((helper) => target.startsWith(helper));
            return !target.startsWith(`${folder}/`) && !shared;
          })
          .map((target) => `${file} imports ${target}`),
      );
      expect(wrong).toEqual([]);
    },
  );

  it("reading results takes types alone from the trainer, and how a link is hashed", () => {
    const sources = globSync("packages/runs/src/**/*.ts", { cwd: root }).map((file) =>
      readFileSync(`${root}/${file}`, "utf8"),
    );
    const values = sources.flatMap((source) =>
      Array.from(source.matchAll(/^import (?!type)[^;]*"@assay\/training(?!\/chain")[^"]*";/gm), ([line]) => line),
    );
    expect(values).toEqual([]);
  });
});
