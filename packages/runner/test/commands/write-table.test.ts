import { expect, test } from "vitest";
import { services } from "../../src/commands/services.ts";
import { writeTable } from "../../src/commands/write-table.ts";
import type { Column } from "../../src/terminal/table.ts";
import { fakeTerminal } from "../terminal/screen.ts";

interface Line {
  readonly name: string;
  readonly score: number;
}

const COLUMNS: readonly Column<Line>[] = [
  { key: "name", title: "run", align: "left", text: (row) => row.name },
  { key: "score", title: "score", align: "right", text: (row) => row.score.toFixed(1) },
];
const HOSTILE = '<script>alert(1)</script>"\u202e';

async function written(format: "html" | "md" | "csv"): Promise<string> {
  const { terminal, out } = fakeTerminal();
  const table = { heading: HOSTILE, rows: [{ name: HOSTILE, score: 1 }], columns: COLUMNS, notes: [`note ${HOSTILE}`] };
  const options = { format, precision: 2, onlyChanged: false, screen: terminal.out };
  await writeTable(table, options, { terminal, services } as never);
  return out();
}

test("HTML is a whole page with a title and its notes, and no name in it can run", async () => {
  const page = await written("html");
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain("<title>&lt;script&gt;");
  expect(page).toContain('<td class="n">1.0</td>');
  expect(page).toContain("note &lt;script&gt;");
  expect(page).not.toContain("<script");
  expect(page).not.toContain("\u202e");
});

test("notes stand below a table for reading, and never in a CSV file", async () => {
  expect(await written("md")).toContain("\n\nnote ");
  expect((await written("csv")).split("\n")).toHaveLength(3);
});
