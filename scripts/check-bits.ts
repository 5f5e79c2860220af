// The same bits everywhere: every shipped spec, cut short, at 1, 2, 3 and 4 threads, under this Node and under other
// majors that npm's package `node` brings. Prints the hash of the final weights of each and ends with 1 if two differ.
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { wordsOf } from "./arguments.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const words = wordsOf(
  `Usage: pnpm run check-bits [MAJOR...]

Trains every shipped spec, cut short, on 1 to 4 threads under each major version of Node
(default: 22 24), which it fetches from npm into a temporary folder. Prints the hash of the
final weights of each; exit 1 if two differ. Takes minutes.
`,
  /^\d+$/,
);
const majors = words.length > 0 ? words : ["22", "24"];
await import("./build.ts");
const THREADS = [1, 2, 3, 4];
// 1,200 of the 60,000 examples train.
const SHORT = ["--set", "data.validation=0.98", "--set"];
/** Where a spec counts steps, it cannot be given epochs. */
const lengthOf = (spec: string): string =>
  /^ {2}steps:/m.test(readFileSync(join(root, "experiments", spec), "utf8"))
    ? "training.steps=20"
    : "training.epochs=1";

const folder = mkdtempSync(join(tmpdir(), "assay-bits-"));

function run(command: string, args: readonly string[], cwd = root): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}

try {
  const nodes = majors.map((major) => {
    const prefix = join(folder, `node${major}`);
    run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", prefix, `node@${major}`]);
    const path = join(prefix, "node_modules", "node", "bin", "node");
    return { path, version: run(path, ["--version"]).trim() };
  });
  const specs = globSync("**/*.yaml", { cwd: join(root, "experiments") })
    .filter((file) => !basename(file).startsWith("sweep"))
    .sort();
  let equal = true;
  for (const spec of specs) {
    const hashes = nodes.flatMap(({ path, version }) =>
      THREADS.map((threads) => {
        const out = join(folder, `${version}-${threads}`);
        const assay = ["packages/runner/src/assay.ts", "run", `experiments/${spec}`, ...SHORT, lengthOf(spec)];
        const json = run(path, [...assay, "--threads", `${threads}`, "--out", out, "--json", "--quiet"]);
        const { hashes, numerics } = JSON.parse(json) as { hashes: { final_weights: string }; numerics: string };
        console.log(`${spec.padEnd(36)} Node ${version}  ${threads} threads  ${numerics}  ${hashes.final_weights}`);
        return `${numerics} ${hashes.final_weights}`;
      }),
    );
    if (new Set(hashes).size !== 1) equal = false;
  }
  console.log(equal ? "equal: one hash a spec" : "NOT equal");
  process.exitCode = equal ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
