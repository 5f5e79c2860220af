import { bytes, count, duration } from "@assay/reports/text";
import type { RunRecord, StoredMetrics, StoredRun } from "@assay/runs/store";
import { classTable } from "./class-table.ts";
import { shorten } from "./columns.ts";
import { memberTable } from "./ensemble-view.ts";
import { epochHead, epochLine } from "./epoch-table.ts";
import { figuresText } from "./metric-text.ts";
import { safeText } from "./safe-text.ts";
import type { Screen } from "./terminal.ts";

/** Everything about a run, in sections: result, epochs, identity, resolved spec. Ends with a line break. */
export function runDetails({ record, epochs, resolved }: StoredRun, { colors }: Screen): string {
  const section = (title: string, lines: readonly string[]) => [
    colors.bold(title),
    ...lines.map((line) => `  ${line}`),
    "",
  ];
  const last = Math.max(record.epochs, epochs.at(-1)?.epoch ?? 0);
  const has = (split: "validation" | "test") => epochs.some((epoch) => epoch[split] !== undefined);
  const measured = { metrics: record.metrics, validation: has("validation"), test: has("test") };
  const table = epochs.map((epoch) => epochLine(epoch, last, measured));
  const head = epochHead(measured);
  return [
    ...section(safeText(record.run), entries(result(record))),
    ...(record.ensemble ? section("Members", memberTable(record)) : []),
    ...(epochs.length > 0 ? section("Epochs", [head, ...beginning(table, "metrics.jsonl")]) : []),
    ...(record.classes ? section("Classes", beginning(classTable(record), "run.json")) : []),
    ...section("Identity", entries(identity(record))),
    ...section(
      "Spec",
      beginning(resolved.trimEnd().split("\n"), "resolved.yaml").map((line) => safeText(shorten(line, LONGEST))),
    ),
  ]
    .join("\n")
    .replace(/ +$/gm, "");
}

/** Lines of a section, and characters of a line, that are shown at most: what lies in a folder may be of any size. */
const [MOST, LONGEST] = [2000, 1000];

/** The first lines, and how many more the file holds. */
const beginning = (lines: readonly string[], file: string): readonly string[] =>
  lines.length <= MOST ? lines : [...lines.slice(0, MOST), `… ${count(lines.length - MOST)} more lines: see ${file}`];

const result = (record: RunRecord): [string, string][] => [
  ["Status", record.status],
  ...(record.error ? ([["Error", safeText(record.error)]] as [string, string][]) : []),
  ...(record.divergence
    ? ([["Diverged", `step ${record.divergence.step}, first in ${safeText(record.divergence.tensor)}`]] as [
        string,
        string,
      ][])
    : []),
  ["Test", figures(record, record.test)],
  ...(record.ensemble ? [] : reached(record)),
  ["Time", `${duration(record.seconds)}, of which training ${duration(record.train_seconds)}`],
  ...(record.ensemble ? [] : [speed(record)]),
  ["Parameters", count(record.parameters)],
  ["Folder", safeText(record.path)],
];

/** How far a training has come; an ensemble has none. */
const reached = (record: RunRecord): [string, string][] => [
  ["Validation", figures(record, record.validation)],
  ["Training", figures(record, record.train)],
  ["Epochs", `${count(record.epochs)} (${count(record.steps)} steps)${record.stopped_early ? ", stopped early" : ""}`],
];

const speed = ({ samples_per_second, threads }: RunRecord): [string, string] => [
  "Speed",
  `${count(samples_per_second)} samples/s on ${times(threads, "thread")}`,
];

const identity = ({ hashes, machine, versions, ...record }: RunRecord): [string, string][] => [
  ...(record.ensemble ? [] : ([["Seed", String(record.seed)]] satisfies [string, string][])),
  ["Started", record.started],
  ["Numerics", `${record.numerics}, kernels ${safeText(versions.numerics)}, assay ${safeText(versions.assay)}`],
  ["Tested", `${times(record.test_evaluations, "time")} on the test split`],
  [
    "Machine",
    safeText(`${machine.cpu}, ${machine.cores} cores, ${bytes(machine.memory)}, ${machine.os}, node ${machine.node}`),
  ],
  ...provenance(record),
  ["Spec", hashes.spec],
  ["Data", hashes.data ?? "-"],
  ["Initial weights", hashes.initial_weights ?? "-"],
  ["Final weights", hashes.final_weights ?? "-"],
  ["Predictions", hashes.predictions ?? "-"],
  ["Chain", hashes.chain ?? "-"],
];

/** Where a run comes from, as far as it is more than its spec. */
function provenance({
  git,
  flags,
  resumed,
  ancestry,
}: Pick<RunRecord, "git" | "flags" | "resumed" | "ancestry">): [string, string][] {
  const lines: [string, string][] = [];
  if (git) lines.push(["Git", `${git.commit}${git.dirty ? ", with changes" : ""}`]);
  if (flags) lines.push(["Vectors", flags.revectorize ? "256 bits where V8 merges pairs" : "128 bits"]);
  if (resumed) lines.push(["Resumed", times(resumed, "time")]);
  if (ancestry) {
    const changed = ancestry.set.length > 0 ? `, with ${safeText(ancestry.set.join(", "))}` : "";
    lines.push(["Forked", `from ${safeText(ancestry.run)} after epoch ${ancestry.epoch}${changed}`]);
  }
  return lines;
}

const figures = ({ metrics }: RunRecord, found: StoredMetrics | null): string =>
  found === null ? "-" : figuresText(metrics, found);

/** "1 thread", "2 threads". */
const times = (number: number, what: string): string => `${count(number)} ${what}${number === 1 ? "" : "s"}`;

const entries = (pairs: readonly [string, string][]): string[] =>
  pairs.map(([key, text]) => `${key.padEnd(16)}${text}`);
