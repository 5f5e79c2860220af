import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { assay } from "./processes.ts";
import { writeSmall } from "./small.ts";

const SIZE = 250_000;
/** A text of about 250 KB, close to the largest that is read. */
const filled = (unit: string, before = "", after = ""): string =>
  before + unit.repeat(Math.floor((SIZE - before.length - after.length) / unit.length)) + after;
const LARGE =
  "name: large\ndata: { dataset: mnist }\noptimizer: adam\ntraining: { epochs: 1 }\narchitecture: [flatten, ";
const letters = [..."abcdefghijkl"];
const laughs = letters
  .map((key, i) => `${key}: &${key} [${Array(9).fill(i === 0 ? "x" : `*${letters[i - 1]}`)}]\n`)
  .join("");

/** What is refused as a spec and as a sweep. */
const SPECS: Readonly<Record<string, string>> = {
  "aliases that explode": laughs,
  "aliases of one value": filled("*a,", "a: &a x\nb: [", "]"),
  "aliases of a long text": `a: [&a ${"x".repeat(9000)}, ${"*a, ".repeat(9000)}]`,
  "aliases that nest": Array.from({ length: 99 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}` : ""}]\n`).join(""),
  "an alias within itself": "a: &a [*a]\n",
  "merges of a long map": `a: &a {${Array.from({ length: 2000 }, (_, i) => `k${i}: 1`)}}\nb: {<<: [${"*a,".repeat(30_000)}]}`,
  "anchors in front of nothing": filled("&a\n"),
  "a depth of 100,000": "[".repeat(100_000) + "]".repeat(100_000),
  "1 MB of [": "[".repeat(2 ** 20),
  "250 KB of [": filled("["),
  "250 KB of {": filled("{"),
  "250 KB of - ": filled("- "),
  "250 KB of ? ": filled("? "),
  "250 KB of empty lists": filled("[],", "a: [", "]"),
  "250 KB of empty keys": filled(":\n"),
  "250 KB of line ends": filled("\n"),
  "250 KB of comments": filled("#\n"),
  "250 KB of documents": filled("---\n"),
  "250 KB in one quote": filled("x", 'a: "', '"'),
  "250 KB of escapes": filled("\\x41", 'a: "', '"'),
  "250 KB in one block": filled(" x\n", "a: |\n"),
  "250 KB of layers": filled("relu, ", LARGE, "relu]"),
  "9,000 mistakes": `${LARGE}${"a, ".repeat(9000)}a]`,
  "4,000 layers": `${LARGE}${"batch_norm, ".repeat(4000)}relu]`,
  "1,100 doublings": `${LARGE.replace("flatten, ", "")}${"{ type: concat, branches: [[], []] }, ".repeat(1100)}flatten, { type: linear, out_features: 10 }]`,
  "a layer of 10^15 outputs": `${LARGE}{ type: linear, out_features: 1000000000000000 }]`,
};

/** What is refused behind --set. */
const OVERRIDES: Readonly<Record<string, string>> = {
  "a path of 2,000 keys": `${Array(2000).fill("a").join(".")}=1`,
  "100,000 of [": `optimizer=${"[".repeat(100_000)}`,
  "a depth of 30,000": `optimizer=${"[".repeat(30_000)}${"]".repeat(30_000)}`,
  "an index past any list": "architecture.99999999999.p=1",
  "aliases that explode": `optimizer=${laughs.trim().replaceAll("\n", ", ")}`,
};

/** What is refused as the resolved.yaml of a run. */
const RECORDS: Readonly<Record<string, string>> = {
  "4 MB of [": "[".repeat(4_000_000),
  "4 MB in one block": `a: |\n${" x\n".repeat(1_300_000)}`,
  "144 sections of lists": letters.flatMap((a) => letters.map((b) => `${a}${b}: [${"[],".repeat(5000)}]\n`)).join(""),
  "16 KB of [": "[".repeat(16_000),
};

const MOST = { seconds: 1, megabytes: 200 };

/** Texts that are small to write, and large, deep or slow to read. */
export const bombs: Promised = {
  about:
    "YAML bombs as specs, sweeps, overrides and records: an error that says where, in 1 s of computing and 200 MB, nothing written",
  missing: () => (existsSync("/proc/self/status") ? undefined : "only Linux tells how much memory a process took"),
  async run({ quick, folder, say }) {
    const figures = join(folder, "figures.json");
    const usage = new URL("./report-usage.ts", import.meta.url);
    usage.searchParams.set("file", figures);
    const before = ["env", `NODE_OPTIONS=--import=${usage.href}`];
    const lost: string[] = [];
    let tried = 0;

    function refuses(what: string, cwd: string, args: readonly string[], code: number, says: RegExp): void {
      const files = filesIn(cwd);
      const { status, stderr } = assay(cwd, args, before);
      const { seconds, megabytes } = JSON.parse(readFileSync(figures, "utf8")) as typeof MOST;
      const isRight = status === code && says.test(stderr) && !/ at \S+:\d+|a bug in/.test(stderr);
      const took = `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
      const isSmall = seconds <= MOST.seconds && megabytes <= MOST.megabytes;
      if (!isRight || !isSmall || filesIn(cwd) !== files)
        lost.push(`${what}: ${took}, exit ${status}, ${stderr.trim().slice(0, 200)}`);
      say(`${what}: ${took}`);
      tried++;
    }

    const specs = join(folder, "specs");
    mkdirSync(specs);
    for (const [what, text] of Object.entries(SPECS)) {
      writeFileSync(join(specs, "bomb.yaml"), text);
      refuses(what, specs, ["run", "bomb.yaml"], 2, /^error: bomb\.yaml:\d+:\d+: \[/);
      if (!quick) refuses(`${what}, sweep`, specs, ["sweep", "bomb.yaml"], 2, /^error: bomb\.yaml:\d+:\d+: \[/);
    }
    const small = writeSmall(specs);
    for (const [what, set] of Object.entries(OVERRIDES))
      refuses(`--set ${what}`, specs, ["run", small, "--set", set], 2, /^error: --set .*\[experiment\//);

    const records = join(folder, "records");
    mkdirSync(records);
    for (const seed of ["1", "2"]) assay(records, ["run", writeSmall(records), "--quiet", "--seed", seed]);
    const runs = readdirSync(join(records, "results", "small")).map((name) => join("results", "small", name));
    for (const [what, text] of Object.entries(RECORDS)) {
      writeFileSync(join(records, runs[0] ?? "", "resolved.yaml"), text);
      refuses(`resolved.yaml: ${what}`, records, ["diff", ...runs], 1, /^error: .*resolved\.yaml is /);
    }
    return { tried, survived: tried - lost.length, lost };
  },
};

const filesIn = (folder: string): string => readdirSync(folder, { recursive: true }).sort().join(" ");
