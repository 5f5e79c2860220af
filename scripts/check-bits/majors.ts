import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeSmallMnist } from "../../packages/training/test/bits/small-mnist.ts";
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
/** 800 of MNIST's first 1,000 digits train where a spec asks for images; tables and points are few. */
const dataOf = (spec: string, digits: string): string[] =>
  /^examples\/(points|tables)\//.test(spec)
    ? []
    : ["--set", `data.dataset={type: idx, path: ${JSON.stringify(digits)}}`, "--set", "data.validation=200"];

/** Where a spec counts steps, it cannot be given epochs. */
const lengthOf = (spec: string): string =>
  /^ {2}steps:/m.test(readFileSync(join(experiments, spec), "utf8")) ? "training.steps=20" : "training.epochs=1";

/** Every shipped spec, cut short, under major versions of Node that npm's package `node` brings. */
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
      .filter((file) => !file.startsWith("sweeps/"))
      .sort();
    const digits = join(folder, "digits");
    mkdirSync(digits);
    writeSmallMnist(digits);
    for (const spec of specs) {
      for (const { path, version } of nodes) {
        for (const way of WAYS) {
          const { threads } = way;
          const flags = "flag" in way ? [way.flag] : [];
          const out = join(folder, [version, threads, ...flags].join("-"));
          const args = [
            `experiments/${spec}`,
            ...dataOf(spec, digits),
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
