import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Promised } from "./contract.ts";
import { assay } from "./processes.ts";

const SIZE = 250_000;
/** A text of about 250 KB, close to the largest that is read. */
const filled = (unit: string, before = "", after = ""): string =>
  before + unit.repeat(Math.floor((SIZE - before.length - after.length) / unit.length)) + after;
const LARGE =
  "name: large\ndata: { dataset: mnist }\noptimizer: adam\ntraining: { epochs: 1 }\narchitecture: [flatten, ";
const letters = [..."abcdefghijkl"];

const BOMBS: Readonly<Record<string, string>> = {
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

const MOST = { seconds: 1, megabytes: 200 };
/** Of several attempts the quickest counts: others may be using the machine. */
const ATTEMPTS = 3;

/** Told by the process itself at its end; what the system says of a child may be its parent's. */
const PEAK = `import { readFileSync, writeFileSync } from "node:fs";
process.on("exit", () => writeFileSync("peak", /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]));
`;

/** Texts that are small to write, and large, deep or slow to read. */
export const bombs: Promised = {
  about: "YAML bombs of up to 1 MB: exit 2 with file, line and column, in under 1 s and 200 MB",
  missing: () => (existsSync("/proc/self/status") ? undefined : "only Linux tells how much memory a process took"),
  async run({ folder, say }) {
    writeFileSync(join(folder, "peak.mjs"), PEAK);
    const lost: string[] = [];
    for (const [what, text] of Object.entries(BOMBS)) {
      writeFileSync(join(folder, "bomb.yaml"), text);
      const measured = { seconds: Number.POSITIVE_INFINITY, megabytes: 0 };
      let shown = "";
      let isRight = true;
      for (let i = 0; i < ATTEMPTS && measured.seconds > MOST.seconds; i++) {
        const { status, stderr, seconds } = assay(
          folder,
          ["run", "bomb.yaml"],
          ["env", `NODE_OPTIONS=--import=${folder}/peak.mjs`],
        );
        isRight = status === 2 && /^error: bomb\.yaml:\d+:\d+: \[/.test(stderr) && !/ at \S+:\d+|a bug in/.test(stderr);
        shown = `exit ${status}, ${stderr.trim().slice(0, 200)}`;
        measured.seconds = Math.min(measured.seconds, seconds);
        measured.megabytes = Math.max(measured.megabytes, Number(readFileSync(join(folder, "peak"), "utf8")) / 1000);
      }
      const figures = `${measured.seconds.toFixed(2)} s, ${measured.megabytes.toFixed(0)} MB`;
      const isSmall = measured.seconds <= MOST.seconds && measured.megabytes <= MOST.megabytes;
      const files = readdirSync(folder).sort().join(" ");
      if (!isRight || !isSmall || files !== "bomb.yaml peak peak.mjs")
        lost.push(`${what}: ${figures}, ${files}, ${shown}`);
      say(`${what}: ${figures}`);
    }
    const tried = Object.keys(BOMBS).length;
    return { tried, survived: tried - lost.length, lost };
  },
};
