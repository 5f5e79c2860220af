import { MAX_ARENA_BYTES } from "@assay/kernels";
import type { Column, Split, TableFeature } from "../contract.ts";
import { createFeature, type FeatureType, type FinishedFeature } from "./feature.ts";
import { type CsvFile, problem } from "./file.ts";
import { type Layout, layoutOf, sameLayout } from "./layout.ts";
import { createMarks, type Marks } from "./marks.ts";
import { isMissing } from "./missing.ts";
import { type Header, headerOf } from "./names.ts";
import type { CsvOptions } from "./options.ts";
import { readRows } from "./rows.ts";
import { shown } from "./show.ts";
import { createClasses, createValues, type FinishedTargets } from "./targets.ts";

/** What a test file has to agree with. */
export interface Known {
  readonly layout: Layout;
  readonly types: readonly FeatureType[];
  /** The names of the classes, in order, where the target is one. */
  readonly classes?: readonly string[];
}

/** One file, read. */
export interface Table {
  readonly known: Known;
  readonly split: Split;
  readonly targets: FinishedTargets;
  /** The rows of each part, where a column says so. */
  readonly parts?: ReturnType<Marks["finish"]>;
}

/**
 * Reads one file from its first row to its last.
 * @param known of a test file: what the training file had
 * @throws InputError naming file, line and column
 */
export function readTable(file: CsvFile, options: CsvOptions, known?: Known): Table {
  let rows: ReturnType<typeof createRows> | undefined;
  let header: Header | undefined;
  readRows(file, options, (cells, line) => {
    if (rows) {
      if (options.header) refuseHeader(file, header?.names ?? [], cells, line);
      return rows.add(cells, line);
    }
    header = headerOf(file, cells, line, options);
    const layout = known ? sameLayout(file, header, known.layout, options) : layoutOf(file, header, options);
    rows = createRows(file, options, layout, known);
    if (!options.header) rows.add(cells, line);
  });
  if (!rows) throw problem(file, {}, "is empty");
  return rows.finish();
}

/** Tables that were put together have a header in their middle, which is no example. */
function refuseHeader(file: CsvFile, names: readonly string[], cells: readonly string[], line: number): void {
  if (!names.every((name, i) => cells[i]?.trim() === name)) return;
  throw problem(file, { line }, "repeats the header", "of tables put together, the first alone keeps its header");
}

/** The rows of a file whose columns are known. */
function createRows(file: CsvFile, options: CsvOptions, layout: Layout, known?: Known) {
  const { missing, kind, categorical } = options;
  const features = layout.features.map(({ name, index }, i) => {
    const type = known?.types[i];
    const context = { file, name, missing, categorical: categorical.includes(name), ...(type && { known: type }) };
    return { index, feature: createFeature(context) };
  });
  const names = layout.targets.map(({ name }) => name);
  const targets =
    kind === "values" ? createValues(file, names) : createClasses(file, names[0] as string, known?.classes);
  const marks = layout.mark && createMarks(file, layout.mark.name);
  const needed = [...layout.features, ...layout.targets].map(({ index }) => index);
  let count = 0;

  function add(cells: readonly string[], line: number): void {
    const text = (index: number): string => (cells[index] as string).trim();
    if (missing === "drop" && needed.some((index) => isMissing(text(index)))) return;
    for (const { index, feature } of features) feature.add(text(index), line);
    targets.add(
      layout.targets.map(({ index }) => text(index)),
      line,
    );
    if (marks && layout.mark) marks.add(text(layout.mark.index), line);
    count++;
    if (count * features.length * 4 > MAX_ARENA_BYTES) throw tooLarge(file, `${count} rows`, "leave columns out");
  }

  function finish(): Table {
    if (count === 0) {
      const hint = missing === "drop" ? "a row must have a value in every column that is used" : undefined;
      throw problem(file, {}, "has no rows", hint);
    }
    const finished = features.map(({ feature }) => feature.finish());
    const types = finished.map(({ type }) => type);
    const done = targets.finish();
    const { target, column } = done;
    const inputs = inputsOf(file, layout, finished, count);
    return {
      known: { layout, types, ...(target.kind === "class" && target.names && { classes: target.names }) },
      split: { count, inputs: missing === "mean" ? { ...inputs, missing } : inputs, targets: column },
      targets: done,
      ...(marks && { parts: marks.finish() }),
    };
  }

  return { add, finish };
}

/** The features side by side: f32 [count, width]. */
function inputsOf(file: CsvFile, { features }: Layout, finished: readonly FinishedFeature[], count: number): Column {
  const width = finished.reduce((sum, feature) => sum + feature.width, 0);
  if (count * width * 4 > MAX_ARENA_BYTES) {
    const widest = finished.reduce((best, { width }, i) => (width > (finished[best]?.width ?? 0) ? i : best), 0);
    const name = shown(features[widest]?.name ?? "");
    throw tooLarge(
      file,
      `${count} rows of ${width} inputs`,
      `${name} has ${finished[widest]?.width} categories: leave it out`,
    );
  }
  const values = new Float32Array(count * width);
  let offset = 0;
  for (const feature of finished) {
    feature.write(values, width, offset);
    offset += feature.width;
  }
  const columns = finished.map(({ type }, i): TableFeature => {
    const { name } = features[i] as Layout["features"][number];
    return type === "numbers" ? { name } : { name, categories: type };
  });
  return { dtype: "f32", shape: [width], values, names: columns.flatMap(namesOf), features: columns };
}

/** "age" for numbers, "town=Bonn" for each category. */
const namesOf = ({ name, categories }: TableFeature): string[] =>
  categories?.map((category) => `${name}=${category}`) ?? [name];

const tooLarge = (file: CsvFile, size: string, hint: string) =>
  problem(file, {}, `must fit into 4 GiB, got ${size}`, hint, ["features"]);
