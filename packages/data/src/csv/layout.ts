import { type CsvFile, optionProblem, problem } from "./file.ts";
import { type Header, indexOf } from "./names.ts";
import { type CsvOptions, markOf, targetsOf } from "./options.ts";
import { shown } from "./show.ts";

/** A column that is read. */
export interface Field {
  readonly name: string;
  /** Which cell of a row. */
  readonly index: number;
}

/** What the columns of a file are. */
export interface Layout {
  /** All columns, whether they are read or not; undefined where that is not known. */
  readonly columns: number | undefined;
  readonly features: readonly Field[];
  readonly targets: readonly Field[];
  /** Says which rows are test. */
  readonly mark?: Field;
}

/**
 * What the columns of the training file are, by the options.
 * @throws InputError for names that are not there, or that have two roles
 */
export function layoutOf(file: CsvFile, header: Header, options: CsvOptions): Layout {
  const field = (name: string, ...option: (string | number)[]): Field => ({
    name,
    index: indexOf(file, header, name, option),
  });
  const single = typeof options.target === "string";
  const targets = targetsOf(options).map((name, i) => field(name, "target", ...(single ? [] : [i])));
  const marked = markOf(options);
  const mark = marked === undefined ? undefined : field(marked, "test", "column");
  const taken = new Map(targets.map(({ name }) => [name, "the target"]));
  if (mark && taken.has(mark.name)) {
    throw optionProblem(["test", "column"], `${shown(mark.name)} is the target, it cannot say which rows are test`);
  }
  if (mark) taken.set(mark.name, "the column of test");
  const features = (options.features ?? header.names.filter((name) => !taken.has(name))).map((name, i) => {
    const role = taken.get(name);
    if (role) throw optionProblem(["features", i], `${shown(name)} is ${role}, it cannot be a feature`);
    return field(name, "features", i);
  });
  if (features.length === 0) {
    const rule = `there is no column but ${[...taken.keys()].map(shown).join(", ")}, so no feature is left`;
    throw problem(file, { line: header.line }, rule, "check the separator");
  }
  for (const [i, name] of options.categorical.entries()) {
    indexOf(file, header, name, ["categorical", i]);
    if (!features.some((feature) => feature.name === name)) {
      throw optionProblem(["categorical", i], `${shown(name)} is no feature`, "leave it out of categorical");
    }
  }
  return { columns: header.names.length, features, targets, ...(mark && { mark }) };
}

/**
 * The same columns in a test file, which may have them in another order.
 * @throws InputError if one is not there
 */
export function sameLayout(file: CsvFile, header: Header, known: Layout, options: CsvOptions): Layout {
  const { names, line } = header;
  if (!options.header && known.columns !== undefined && names.length !== known.columns) {
    throw problem(file, { line }, `must have ${known.columns} columns as the training file has, got ${names.length}`);
  }
  // Without names and without the target, what is there are the features.
  if (!options.header && known.targets.length === 0 && names.length === known.features.length) {
    return { ...known, columns: names.length, features: known.features.map(({ name }, index) => ({ name, index })) };
  }
  const find = ({ name }: Field): Field => ({ name, index: indexOf(file, header, name, ["test"]) });
  return { columns: names.length, features: known.features.map(find), targets: known.targets.map(find) };
}
