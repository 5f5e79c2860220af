import { expect, test } from "vitest";
import { shownTable } from "../../src/terminal/shown-table.ts";
import type { Column } from "../../src/terminal/table.ts";
import { fakeTerminal } from "./screen.ts";

interface Line {
  readonly name: string;
  readonly score: number;
  readonly note: string;
}

const COLUMNS: readonly Column<Line>[] = [
  { key: "name", title: "run", align: "left", text: (row) => row.name },
  { key: "score", title: "accuracy", align: "right", text: (row, precision) => row.score.toFixed(precision) },
  { key: "note", title: "note", align: "left", drop: 1, text: (row) => row.note },
];
const ROWS: readonly Line[] = [
  { name: "adam", score: 99.1, note: "x".repeat(40) },
  { name: "a-name-that-is-rather-long-for-a-narrow-terminal-and-then-some", score: 9.25, note: "y" },
];
const shown = (columns: number | undefined, rows = ROWS, env?: Record<string, string>): string =>
  shownTable(rows, COLUMNS, {
    format: "terminal",
    precision: 1,
    onlyChanged: false,
    screen: fakeTerminal(columns, { NO_COLOR: "1", ...(env ?? { LANG: "en_US.UTF-8" }) }).terminal.out,
  });

test("a table that fits shows every column, aligned under a rule", () => {
  expect(shown(120, ROWS.slice(0, 1))).toBe(`\
run   accuracy  note
────────────────────────────────────────────────────────
adam      99.1  ${"x".repeat(40)}
`);
});

test("one that does not leaves out what may go, says so, and then cuts the first column", () => {
  const lines = shown(60).split("\n");
  expect(lines[0]?.trimEnd()).toMatch(/^run +accuracy$/);
  expect(lines[3]).toMatch(/^a-name-that-is-rather-long.*… +9\.\d$/);
  expect(Math.max(...lines.slice(0, 4).map((line) => [...line].length))).toBeLessThanOrEqual(60);
  expect(lines[4]).toBe("Not shown at this width: note (--format md shows all).");
});

test("what is no terminal has no width, and one without UTF-8 gets ASCII", () => {
  expect(shown(undefined)).toContain(`${"x".repeat(40)}\n`);
  expect(shown(60, ROWS, { LANG: "C" })).toMatch(/^[\x20-\x7e\n]+$/);
});
