import { byCodeUnit, createDictionary, ranked } from "./dictionary.ts";
import { type CsvFile, problem } from "./file.ts";
import { growing } from "./growing.ts";
import { isMissing, MARKS_LIST, type MissingMode, missingValue } from "./missing.ts";
import { looksNumeric, noNumber, numberOf } from "./numbers.ts";
import { shown } from "./show.ts";

/** What a feature holds: numbers, or one of some categories, in order. Settled by the training file. */
export type FeatureType = "numbers" | readonly string[];

/** A column that is read, cell by cell. */
export interface Feature {
  add(text: string, line: number): void;
  /** @throws InputError if there was no value at all */
  finish(): FinishedFeature;
}

/** What has been read. */
export interface FinishedFeature {
  readonly type: FeatureType;
  /** Columns of the inputs: one of numbers, or one a category. */
  readonly width: number;
  /** Writes them into a matrix of zeros with rows of `stride`, from the column `offset`. */
  write(matrix: Float32Array, stride: number, offset: number): void;
}

/** A feature whose type is known. */
interface Reader extends Omit<Feature, "finish"> {
  /** A row without a value. */
  skip(): void;
  finish(): FinishedFeature;
}

export interface FeatureContext {
  readonly file: CsvFile;
  readonly name: string;
  /** What to do without a value; rows that are dropped do not come here. */
  readonly missing: MissingMode;
  /** Whether the options say that it holds categories. */
  readonly categorical: boolean;
  /** Of a test file: what the training file had. */
  readonly known?: FeatureType;
}

/** A feature is numeric when its first value is a number, unless it is known what it is. */
export function createFeature(context: FeatureContext): Feature {
  const { file, name, known, categorical } = context;
  const create = (type: FeatureType | undefined) =>
    type === "numbers" ? createNumbers(context) : createCategories(context, type);
  let reader = known && create(known);
  let skipped = 0;
  return {
    add(text, line) {
      if (!reader && isMissing(text)) {
        if (context.missing !== "mean") throw missingValue(file, { line, column: name }, ["drop", "mean"]);
        skipped++;
        return;
      }
      if (!reader) {
        reader = create(!categorical && looksNumeric(text) ? "numbers" : undefined);
        for (; skipped > 0; skipped--) reader.skip();
      }
      reader.add(text, line);
    },
    finish() {
      if (reader) return reader.finish();
      throw problem(file, { column: name }, "holds no value at all", "leave it out of features");
    },
  };
}

function createNumbers({ file, name, missing }: FeatureContext): Reader {
  const numbers = growing((length) => new Float32Array(length));
  return {
    add(text, line) {
      const value = numberOf(text);
      if (Number.isNaN(value)) {
        const place = { line, column: name };
        if (!isMissing(text)) {
          const hint = `name ${shown(name)} in categorical if it holds categories; a missing value is ${MARKS_LIST}`;
          throw noNumber(file, place, text, hint);
        }
        if (missing !== "mean") throw missingValue(file, place, ["drop", "mean"]);
      }
      numbers.push(value);
    },
    skip: () => numbers.push(Number.NaN),
    finish: () => ({
      type: "numbers",
      width: 1,
      write(matrix, stride, offset) {
        const values = numbers.values();
        for (let row = 0; row < values.length; row++) matrix[row * stride + offset] = values[row] as number;
      },
    }),
  };
}

/** Categories become one column each, 1 where the row has it and 0 elsewhere; a missing one is 0 everywhere. */
function createCategories({ file, name, missing, categorical }: FeatureContext, known?: readonly string[]): Reader {
  const hint = "leave it out of features, or check that it begins with a number if it is numeric";
  const dictionary = createDictionary(file, name, "category", hint, known);
  const codes = growing((length) => new Int32Array(length));
  return {
    add(text, line) {
      if (!isMissing(text)) codes.push(dictionary.code(text, line));
      else if (missing === "mean") codes.push(-1);
      else throw missingValue(file, { line, column: name }, ["drop", "mean"]);
    },
    skip: () => codes.push(-1),
    finish() {
      if (!known && !categorical) requireCategories(file, name, dictionary.texts(), dictionary.line);
      // Sorted already where they are known.
      const { sorted, ranks } = ranked(dictionary.texts(), byCodeUnit);
      return {
        type: sorted,
        width: sorted.length,
        write(matrix, stride, offset) {
          for (const [row, code] of codes.values().entries()) {
            if (code >= 0) matrix[row * stride + offset + (ranks[code] as number)] = 1;
          }
        },
      };
    },
  };
}

/** A column that only begins with a word holds numbers: a mark of a missing value that nobody knows, as a rule. */
function requireCategories(
  file: CsvFile,
  name: string,
  texts: readonly string[],
  lineOf: (code: number) => number,
): void {
  const numbers = texts.filter(looksNumeric).length;
  if (2 * numbers <= texts.length) return;
  const code = texts.findIndex((text) => !looksNumeric(text));
  const rule = `must be a number as most values of the column are, got ${shown(texts[code] as string)}`;
  const hint = `name ${shown(name)} in categorical if it holds categories; a missing value is ${MARKS_LIST}`;
  throw problem(file, { line: lineOf(code), column: name }, rule, hint);
}
