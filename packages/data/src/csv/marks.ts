import { type CsvFile, problem } from "./file.ts";
import { growing } from "./growing.ts";
import { shown } from "./show.ts";

const IS_TEST: Readonly<Record<string, boolean>> = {
  test: true,
  true: true,
  1: true,
  train: false,
  false: false,
  0: false,
};

/** The column that says which rows are test. */
export interface Marks {
  add(text: string, line: number): void;
  /** The numbers of the rows of each part. @throws InputError if one of them is empty */
  finish(): { readonly train: Int32Array; readonly test: Int32Array };
}

export function createMarks(file: CsvFile, column: string): Marks {
  const parts = {
    train: growing((length) => new Int32Array(length)),
    test: growing((length) => new Int32Array(length)),
  };
  let row = 0;
  return {
    add(text, line) {
      const word = text.toLowerCase();
      if (!Object.hasOwn(IS_TEST, word)) {
        throw problem(file, { line, column }, `must be "test" or "train" (true or false, 1 or 0), got ${shown(text)}`);
      }
      parts[IS_TEST[word] ? "test" : "train"].push(row++);
    },
    finish() {
      const [train, test] = [parts.train.values(), parts.test.values()];
      for (const [part, rows] of Object.entries({ train, test })) {
        if (rows.length === 0) throw problem(file, { column }, `no row is marked as ${part}`);
      }
      return { train, test };
    },
  };
}
