import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { trainWith } from "./command-line.ts";
import type { Row } from "./table.ts";

const experiments = fileURLToPath(new URL("../../experiments", import.meta.url));
/** On one to four threads, and once with vectors of 128 bits alone. */
const WAYS = [
  { threads: 1 },
  { threads: 2 },
  { threads: 2, flag: "--no-revectorize" },
  { threads: 3 },
  { threads: 4 },
] as const;
/** 1,200 of MNIST's 60,000 examples train; tables and points are few. */
const shareOf = (spec: string): string[] =>
  /^examples\/(points|tables)\//.test(spec) ? [] : ["--set", "data.validation=0.98"];

/** Where a spec counts steps, it cannot be given epochs. */
const lengthOf = (spec: string): string =>
  /^ {2}steps:/m.test(readFileSync(join(experiments, spec), "utf8")) ? "training.steps=20" : "training.epochs=1";

/** Every shipped spec whose data is here, cut short, under major versions of Node that npm's package `node` brings. */
export async function* underMajors(majors: readonly string[]): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), "assay-bits-"));
  try {
    const nodes = majors.map((major) => {
      const prefix = join(folder, `node${major}`);
      execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", prefix, `node@${major}`]);
      const path = join(prefix, "node_modules", "node", "bin", "node");
      return { path, version: execFileSync(path, ["--version"], { encoding: "utf8" }).trim() };
    });
    const specs = globSync("**/*.yaml", { cwd: experiments })
      .filter((file) => !file.startsWith("sweeps/") && !file.startsWith("examples/fashion-mnist/"))
      .sort();
    for (const spec of specs) {
      for (const { path, version } of nodes) {
        for (const way of WAYS) {
          const { threads } = way;
          const flags = "flag" in way ? [way.flag] : [];
          const out = join(folder, [version, threads, ...flags].join("-"));
          const args = [
            `experiments/${spec}`,
            ...shareOf(spec),
            "--set",
            lengthOf(spec),
            "--threads",
            `${threads}`,
            ...flags,
            "--out",
            out,
          ];
          const { numerics, hashes } = await trainWith([path], args);
          yield { spec, where: [`Node ${version}`, ...flags].join(" "), threads, numerics, hash: hashes.final_weights };
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
