import type { Dataset, Split, Target } from "../contract.ts";
import { noTest, partOf, splitOffTest } from "../test-fraction.ts";
import { type CsvFile, optionProblem } from "./file.ts";
import type { CsvOptions } from "./options.ts";
import { readTable, type Table } from "./table.ts";

/** The files that options name: the training file, then the test file if there is one. */
export const filesOf = ({ path, test }: CsvOptions): readonly CsvFile[] => [
  { path, option: "path" },
  ...(typeof test === "string" ? [{ path: test, option: "test" } as const] : []),
];

/** What was read, and what is to be predicted. */
export interface CsvData extends Dataset {
  readonly target: Target;
  /** As a description has it. */
  readonly lone?: string;
}

/** Reads the files and divides the rows. @throws InputError naming file, line and column, or the option that is wrong */
export function readCsv(options: CsvOptions): CsvData {
  if (options.quote === options.separator) throw optionProblem(["quote"], "quote and separator must differ");
  if (options.kind === "class" && typeof options.target !== "string") {
    const hint = "set kind: values for numbers";
    throw optionProblem(["target"], "with kind: class the target must be the name of one column, got a list", hint);
  }
  const [trainFile, testFile] = filesOf(options);
  const table = readTable(trainFile as CsvFile, options);
  const { target, lone } = table.targets;
  const { train, test } = testFile
    ? { train: table.split, test: readTable(testFile, options, table.known).split }
    : divide(table, options);
  table.targets.requireTrained(train.targets);
  return { name: "csv", train, test, target, ...(lone !== undefined && { lone }) };
}

/** The parts of a single file. */
function divide({ split, parts, targets }: Table, { test }: CsvOptions): { train: Split; test: Split } {
  if (parts) return { train: partOf(split, parts.train), test: partOf(split, parts.test) };
  if (typeof test !== "number") return { train: split, test: noTest(split) };
  return splitOffTest(split, targets.target, test);
}
