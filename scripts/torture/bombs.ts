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

/** What is refused as a spec. */
const SPECS: Readonly<Record<string, string>> = {
  "aliases that explode": letters
    .map(
      (key, i) =>
        `${key}: &${key} [${Array(9)
          .fill(i === 0 ? "x" : `*${letters[i - 1]}`)
          .join(", ")}]\n`,
    )
    .join(""),
  "aliases of one value": filled("*a,", "a: &a x\nb: [", "]"),
  "aliases of a long text": `a: [&a ${"x".repeat(9000)}, ${"*a, ".repeat(9000)}]`,
  "merges of a long map": `a: &a {${Array.from({ length: 2000 }, (_, i) => `k${i}: 1`).join(",")}}\n${filled("*a,", "b: { <<: [", "]}").slice(0, 90_000)}]}`,
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
  "250 KB in one block": filled(" x\n", "a: |\n"),
  "250 KB of layers": filled("relu, ", LARGE, "relu]"),
  "4,000 layers": `${LARGE}${"batch_norm, ".repeat(4000)}relu]`,
  "1,100 doublings": `${LARGE.replace("flatten, ", "")}${"{ type: concat, branches: [[], []] }, ".repeat(1100)}flatten, { type: linear, out_features: 10 }]`,
};

/** The same as the resolved.yaml of a run. */
const RECORDS: Readonly<Record<string, string>> = {
  "4 MB of [": "[".repeat(4_000_000),
  "4 MB in one block": `a: |\n${" x\n".repeat(1_300_000)}`,
  "144 sections of lists": letters.flatMap((a) => letters.map((b) => `${a}${b}: [${"[],".repeat(5000)}]\n`)).join(""),
  "16 KB of [": "[".repeat(16_000),
};

const MOST = { seconds: 1, megabytes: 200 };

/**
 * Told by the process itself at its end: the system's figure for a child's memory may be its parent's, and its time by the
 * clock depends on who else is computing. Seconds are those of all of its threads together.
 */
const FIGURES = `import { readFileSync, writeFileSync } from "node:fs";
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const [, kilobytes] = /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"));
  writeFileSync(PLACE, JSON.stringify({ seconds: (user + system) / 1e6, megabytes: kilobytes / 1000 }));
});
`;

/** Texts that are small to write, and large, deep or slow to read. */
export const bombs: Promised = {
  about:
    "YAML bombs as a spec and as a record: an error that says where, under 1 s of computing and 200 MB, nothing written",
  missing: () => (existsSync("/proc/self/status") ? undefined : "only Linux tells how much memory a process took"),
  async run({ folder, say }) {
    const place = join(folder, "figures.json");
    writeFileSync(join(folder, "figures.mjs"), FIGURES.replace("PLACE", JSON.stringify(place)));
    const before = ["env", `NODE_OPTIONS=--import=${folder}/figures.mjs`];
    const lost: string[] = [];
    let tried = 0;

    function refuses(what: string, cwd: string, args: readonly string[], code: number, says: RegExp): void {
      const files = filesIn(cwd);
      const { status, stderr } = assay(cwd, args, before);
      const { seconds, megabytes } = JSON.parse(readFileSync(place, "utf8")) as typeof MOST;
      const isRight = status === code && says.test(stderr) && !/ at \S+:\d+|a bug in/.test(stderr);
      const figures = `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
      const isSmall = seconds <= MOST.seconds && megabytes <= MOST.megabytes;
      if (!isRight || !isSmall || filesIn(cwd) !== files)
        lost.push(`${what}: ${figures}, exit ${status}, ${stderr.trim().slice(0, 200)}`);
      say(`${what}: ${figures}`);
      tried++;
    }

    const specs = join(folder, "specs");
    mkdirSync(specs);
    for (const [what, text] of Object.entries(SPECS)) {
      writeFileSync(join(specs, "bomb.yaml"), text);
      refuses(what, specs, ["run", "bomb.yaml"], 2, /^error: bomb\.yaml:\d+:\d+: \[/);
    }
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
