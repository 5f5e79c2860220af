// pnpm run bench: measures what is named, or all that does not take long, and prints tables in Markdown.
import { parseArgs } from "node:util";
import { nearestWord } from "@assay/experiment";
import { thisMachine, UsageError } from "@assay/runs";
import { type BenchTable, markdownOf, type Section } from "./section.ts";
import { sections } from "./sections.ts";
import { checkMarks, writeDocument } from "./write-document.ts";
import { writeReport } from "./write-report.ts";

const known: Readonly<Record<string, Section>> = sections;

const HELP = `Usage: pnpm run bench [SECTION...] [--peer] [--write] [--quick]

Sections (default: all that do not say otherwise):
${Object.entries(known)
  .map(([name, { about, when }]) => `  ${name.padEnd(10)} ${about}${when === "always" ? "" : ` (only ${when})`}\n`)
  .join("")}
  --peer     against PyTorch, TensorFlow.js and jax-js where they are to be had; without a
             SECTION also writes results/benchmarks.md
  --write    puts the tables of the sections between their marks in docs/performance.md
  --quick    shorter and fewer rounds, to see that everything works; writes nothing
`;

const READING = `- What stands in one table was measured in one run, the contestants in turn: compare within a table, not across machines or dates.
- A ratio above 1: Assay is faster. Median: over the rounds, of the ratio in each; min – max: its spread, which tells how far to trust it.
- Assay: as it comes, fused, with merged 256-bit vectors. Assay 128-bit: the same bits without them. Assay strict: two roundings, other bits.
- PyTorch default: as people run it; tuned: channels_last and one BLAS thread; extreme: the foreach Adam and kept memory as well.
- GFLOP/s count the plain computation: a kernel that needs fewer products (Winograd) can pass the machine's limit.`;

/** The sections asked for. @throws UsageError for an unknown one */
function chosen(names: readonly string[], peer: boolean): [string, Section][] {
  for (const name of names) {
    if (Object.hasOwn(known, name)) continue;
    const near = nearestWord(name, Object.keys(known));
    const hint = near ? `did you mean "${near}"?` : `sections: ${Object.keys(known).join(", ")}`;
    throw new UsageError("bench", `unknown section "${name}"`, hint);
  }
  const runs = ({ when }: Section): boolean => when === "always" || (when === "with peers" && peer);
  return Object.entries(known).filter(([name, section]) => (names.length > 0 ? names.includes(name) : runs(section)));
}

async function main(args: readonly string[]): Promise<number> {
  const flag = { type: "boolean", default: false } as const;
  const options = { peer: flag, write: flag, quick: flag, help: { ...flag, short: "h" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { peer, quick, write } = values;
  const picked = chosen(positionals, peer);
  if (write && quick) throw new UsageError("bench", "--write and --quick exclude each other", "leave one out");
  if (write) checkMarks(picked.map(([name]) => name));
  await import("../scripts/build.ts");
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const { cpu, cores, node, os } = thisMachine();
  const { revectorizeWhereEqual } = await import("@assay/training/checking");
  const merged = await revectorizeWhereEqual("fused", say);
  const machine = `${cpu}, ${cores} cores, ${os}, Node ${node}, ${merged ? "256-bit vectors (pairs of 128)" : "128-bit vectors"}.`;
  process.stdout.write(`${machine}\n`);
  const measured: BenchTable[] = [];
  for (const [name, section] of picked) {
    say(`--- ${name}`);
    const tables = await section.run({ quick, peer, say });
    for (const table of tables) process.stdout.write(`\n${markdownOf(table)}`);
    measured.push(...tables);
    const { report } = section;
    if (report && (peer || report.isOurs) && !quick && positionals.length > 0) {
      const command = `pnpm run bench ${name}${report.isOurs ? "" : " --peer"}`;
      say(`Written to ${writeReport({ ...report, command }, machine, tables)}`);
    }
    if (write) say(`Written to ${writeDocument(name, machine, tables)}`);
  }
  if (peer && !quick && positionals.length === 0) {
    const report = { file: "benchmarks.md", title: "Benchmarks", command: "pnpm run bench --peer", intro: READING };
    say(`Written to ${writeReport(report, machine, measured)}`);
  }
  return 0;
}

const isUsage = (error: unknown): boolean =>
  error instanceof UsageError || String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.stderr.write(`error: ${isUsage(error) ? error.message.split(". ")[0] : error.stack}\n`);
    process.exitCode = isUsage(error) ? 2 : 1;
  },
);
