import type { Frame, PictureInput, PictureOptions } from "@assay/data";
import { UsageError } from "@assay/runs/errors";
import { inColumns, type PredictedInput, predictionColumns, predictionRow } from "../terminal/prediction-rows.ts";
import type { TableFormat } from "../terminal/shown-table.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readSources, requireKind, type Source } from "./prediction-inputs.ts";
import { stopAfter } from "./stop-after.ts";
import { findModel, type ModelOptions, type RunModel } from "./stored-model.ts";
import { tableOptions } from "./table-options.ts";
import { writeTable } from "./write-table.ts";

export interface PredictOptions extends ModelOptions {
  /** Classes of each input; default: 3. */
  readonly top?: number;
  readonly invert: PictureOptions["invert"];
  readonly frame: Frame | "auto";
  readonly format?: TableFormat;
  readonly precision: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What is to be predicted: the inputs of the model, row after row, and what each row is called. */
interface Prepared {
  readonly inputs: Uint8Array | Float32Array;
  readonly rows: readonly PredictedInput[];
}

/** Predicts pictures, or rows of tables, with a run's model. Writes nothing. */
export async function predict(
  typed: string,
  inputs: readonly string[],
  options: PredictOptions,
  context: Context,
): Promise<ExitCode> {
  const { terminal, services } = context;
  const { out, err } = terminal;
  const say = (text: string): void => {
    if (!options.quiet) err.write(`${text}\n`);
  };
  const stop = stopAfter("batch", options, context);
  try {
    const format = tableOptions({ ...options, onlyChanged: false }, out);
    const found = await findModel(typed, options, context);
    const { record, description } = found;
    const isPicture = description.input.dtype === "u8";
    refuseWithoutEffect(options, isPicture, description.target.kind === "class");
    const sources = await readSources(inputs, context.paths, isPicture);
    for (const source of sources) requireKind(source, isPicture);
    const prepared = await (isPicture ? pictures(sources, found, options) : tables(sources, found));
    const model = await found.open(stop.signal);
    try {
      const outputs = await model.predict(prepared.inputs);
      if (!outputs) return stop.exitCode() ?? EXIT.SIGINT;
      const { answersOf } = await services.inference();
      const top = options.top ?? 3;
      const rows = answersOf(description, outputs, top).map((answer, i) =>
        predictionRow(prepared.rows[i] as PredictedInput, answer, description.target),
      );
      if (format.format === "json") {
        out.write(`${JSON.stringify({ run: record.run, path: record.path, predictions: rows })}\n`);
      } else {
        const columns = predictionColumns(description, top);
        const shown = format.format === "csv" ? rows.map(inColumns) : rows;
        await writeTable({ heading: `Predictions of ${record.run}`, rows: shown, columns, notes: [] }, format, context);
      }
      const inverted = rows.filter((row) => row.inverted).length;
      if (inverted > 0 && options.invert === "auto") {
        const reason = "their border is not as the training images' (--invert no leaves them as they are)";
        say(`Inverted: ${inverted} of ${rows.length} pictures, ${reason}.`);
      }
      return EXIT.done;
    } finally {
      await model.close();
    }
  } finally {
    stop.dispose();
  }
}

/** @throws UsageError for flags that would change nothing */
function refuseWithoutEffect({ frame, invert, top }: PredictOptions, isPicture: boolean, hasClasses: boolean): void {
  const fail = (flag: string, of: string) => new UsageError("runner/predict", `--${flag} is for ${of}`, "leave it out");
  if (!isPicture && frame !== "auto") throw fail("frame", "pictures, and this run takes tables");
  if (!isPicture && invert !== "auto") throw fail("invert", "pictures, and this run takes tables");
  if (!hasClasses && top !== undefined) throw fail("top", "classes, and this run predicts numbers");
}

async function pictures(
  sources: readonly Source[],
  { loaded, description }: RunModel,
  options: PredictOptions,
): Promise<Prepared> {
  const { readPicture } = await import("@assay/data");
  const [height, width, channels, ...more] = description.input.shape;
  if (height === undefined || width === undefined || channels === undefined || more.length > 0) {
    throw new UsageError(
      "runner/predict",
      `pictures are [height, width, channels], the model takes [${description.input.shape.join(", ")}]`,
    );
  }
  const asked: PictureOptions = {
    ...{ shape: [height, width, channels], background: description.background ?? [], invert: options.invert },
    frame: options.frame === "auto" ? frameOf(loaded.spec.data.dataset.type) : options.frame,
  };
  const read: PictureInput[] = sources.map(({ bytes, name }) => readPicture(bytes, name, asked));
  const size = height * width * channels;
  const inputs = new Uint8Array(read.length * size);
  read.forEach(({ values }, i) => {
    inputs.set(values, i * size);
  });
  return { inputs, rows: read.map(({ inverted }, i) => ({ input: (sources[i] as Source).name, inverted })) };
}

/** How pictures become inputs where nothing else is asked: as the training images became what they are. */
const frameOf = (dataset: string): Frame =>
  dataset === "mnist" ? "digit" : dataset === "image_folder" ? "stretch" : "fit";

async function tables(sources: readonly Source[], { loaded, description }: RunModel): Promise<Prepared> {
  const { readFeatures, readNumbers } = await import("@assay/data");
  const { features, input } = description;
  const size = input.shape.reduce((product, side) => product * side, 1);
  const read = sources.map(({ name, bytes }) => {
    const source = { path: name, bytes };
    return features ? readFeatures(source, loaded.spec.data.dataset, features) : readNumbers(source, size);
  });
  const inputs = new Float32Array(read.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of read) {
    inputs.set(values, at);
    at += values.length;
  }
  const rows = read.flatMap(({ values }, i) =>
    Array.from({ length: values.length / size }, (_, row) => ({ input: (sources[i] as Source).name, row: row + 1 })),
  );
  return { inputs, rows };
}
