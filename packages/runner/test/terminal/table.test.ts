import { percent } from "@assay/reports/text";
import { UsageError } from "@assay/runs";
import { expect, test } from "vitest";
import { type Column, formatTable, sortRows, type TableOptions } from "../../src/terminal/index.ts";

interface Line {
  readonly name: string;
  readonly test: { readonly accuracy: number | null };
  readonly seeds: readonly number[];
}

const COLUMNS: readonly Column<Line>[] = [
  { key: "name", title: "run", align: "left", text: (row) => row.name },
  {
    key: "test.accuracy",
    title: "accuracy",
    align: "right",
    text: (row, digits) => percent(row.test.accuracy, digits),
  },
  { key: "seeds", title: "seeds", align: "left", text: (row) => row.seeds.join(", ") },
];
const ROWS: readonly Line[] = [
  { name: "a|b", test: { accuracy: 0.5 }, seeds: [1, 2] },
  { name: "<script>\u001b", test: { accuracy: null }, seeds: [1, 2] },
  { name: 'c,"d"', test: { accuracy: 0.75 }, seeds: [1, 2] },
];
const options = (format: TableOptions["format"], more: Partial<TableOptions> = {}): TableOptions => ({
  format,
  precision: 1,
  onlyChanged: false,
  ...more,
});

test("Markdown is padded and escaped", () => {
  expect(formatTable(ROWS, COLUMNS, options("md"))).toBe(`\
| run             | accuracy | seeds |
| --------------- | -------: | ----- |
| a\\|b            |   50.0 % | 1, 2  |
| <script>\\\\u001b |        - | 1, 2  |
| c,"d"           |   75.0 % | 1, 2  |
`);
});

test.each([
  ["=1+1", "'=1+1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["+cmd", "'+cmd"],
  ["-cmd", "'-cmd"],
  ["\tx", "'\\u0009x"],
  ["\rx", "'\\u000dx"],
  ["＝1+1", "'＝1+1"],
  ["'=1", "''=1"],
  ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
  ["-5", "-5"],
  ["+.5e-3", "+.5e-3"],
  ["a=b", "a=b"],
  ["'tis", "'tis"],
  ["line\nbreak", "line\\u000abreak"],
])("in CSV no text is a formula, a line or a command to the terminal: %j is %j", (value, cell) => {
  const columns = [{ key: "a", title: "a", align: "left", text: () => "" }] as const;
  expect(formatTable([{ a: value }], columns, options("csv"))).toBe(`a\n${cell}\n`);
  expect(formatTable([{ [value]: 0.5 }], [], options("csv")), "nor is a key").toBe(`${cell}\n0.5\n`);
});

test("CSV holds raw values, quoted where they must be", () => {
  expect(formatTable(ROWS, COLUMNS, options("csv"))).toBe(
    'name,test.accuracy,seeds\na|b,0.5,1 2\n<script>\\u001b,,1 2\n"c,""d""",0.75,1 2\n',
  );
});

test("without a row CSV has its header and JSON an empty list", () => {
  expect(formatTable([], COLUMNS, options("csv"))).toBe("name,test.accuracy,seeds\n");
  expect(JSON.parse(formatTable([], COLUMNS, options("json")))).toEqual({ rows: [] });
});

test("JSON holds the rows as they are", () => {
  expect(JSON.parse(formatTable(ROWS, COLUMNS, options("json")))).toEqual({ rows: ROWS });
});

test("only-changed leaves out the columns that are the same in all rows", () => {
  expect(formatTable(ROWS, COLUMNS, options("md", { onlyChanged: true })).split("\n")[0]).toBe(
    "| run             | accuracy |",
  );
  expect(formatTable(ROWS, COLUMNS, options("csv", { onlyChanged: true })).split("\n")[0]).toBe("name,test.accuracy");
});

const names = (by: string) => sortRows(ROWS, COLUMNS, by).map((row) => row.name);

test("rows are sorted by title or key: accuracies best first, other columns ascending, nothing last", () => {
  expect(names("accuracy")).toEqual(['c,"d"', "a|b", "<script>\u001b"]);
  expect(names("test.accuracy")).toEqual(names("accuracy"));
  expect(names("-accuracy")).toEqual(["a|b", 'c,"d"', "<script>\u001b"]);
  expect(names("run")).toEqual(["<script>\u001b", "a|b", 'c,"d"']);
  expect(names("seeds"), "equal rows keep their order").toEqual(ROWS.map((row) => row.name));
});

test("an unknown column is refused with a suggestion", () => {
  expect(() => names("acuracy")).toThrow(UsageError);
  expect(() => names("acuracy")).toThrow(
    '--sort-by names no column of this table, got "acuracy"; did you mean "accuracy"?',
  );
  expect(() => names("zzz")).toThrow("columns: run, accuracy, seeds");
});
