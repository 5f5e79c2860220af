import { type Column, formatTable } from "@assay/runner/terminal";

/** What a section of the benchmark is asked for. */
export interface BenchOptions {
  /** Shorter and fewer rounds: to see that everything works, not to publish. */
  readonly quick: boolean;
  /** Measure the other libraries too. */
  readonly peer: boolean;
  /** Tells what is going on. */
  readonly say: (text: string) => void;
}

/** A table with a title, and what a reader must know to read it. */
export interface BenchTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** One part of the benchmark. */
export interface Section {
  /** What it measures, for the list of sections. */
  readonly about: string;
  /** Whether it runs without being named: always, with the other libraries, or never, as it takes long. */
  readonly when: "always" | "with peers" | "named";
  /**
   * The document in results/ that a run of it with the other libraries writes.
   * `isOurs`: without them as well, as it measures none
   */
  readonly report?: { readonly file: string; readonly title: string; readonly isOurs?: true };
  run(options: BenchOptions): Promise<readonly BenchTable[]>;
}

/** A table as Markdown, `#` signs before its title. Numbers stand to the right, the first column to the left. */
export function markdownOf({ title, head, rows, notes }: BenchTable, level = 2): string {
  const columns: Column<readonly string[]>[] = head.map((name, i) => ({
    key: `${i}`,
    title: name,
    align: i === 0 ? "left" : "right",
    text: (row) => row[i] ?? "",
  }));
  const table = formatTable(rows, columns, { format: "md", precision: 2, onlyChanged: false });
  return `${"#".repeat(level)} ${title}\n\n${[table, ...notes.map((note) => `${note}\n`)].join("\n")}`;
}
