import { evaluationView } from "../terminal/evaluation-view.ts";
import type { Context } from "./context.ts";
import { datasetOf } from "./evaluation-data.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { stopAfter } from "./stop-after.ts";
import { findModel, type ModelOptions } from "./stored-model.ts";

export interface EvaluateOptions extends ModelOptions {
  readonly data?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/**
 * Evaluates a run's model on its own test split, or on other data of the same form. Writes nothing: it is no test
 * evaluation of the run.
 */
export async function evaluate(typed: string, options: EvaluateOptions, context: Context): Promise<ExitCode> {
  const { terminal, services, clock } = context;
  const { out, err } = terminal;
  const began = clock.seconds();
  const say = (text: string): void => {
    if (!options.quiet) err.write(`${text}\n`);
  };
  const stop = stopAfter("batch", options, context);
  try {
    const found = await findModel(typed, options, context);
    const { record, loaded, description } = found;
    const isOwn = options.data === undefined;
    const dataset = isOwn ? loaded.spec.data.dataset : await datasetOf(options.data, found, context);
    const { readExampleSet } = await services.inference();
    const set = readExampleSet(dataset, description, isOwn);
    if (isOwn && set.fingerprint !== record.hashes.data)
      say("Warning: the data has changed since the run was trained.");
    const model = await found.open(stop.signal);
    try {
      const measured = await model.evaluate(set.inputs, set.targets);
      if (!measured) return stop.exitCode() ?? EXIT.SIGINT;
      const { path } = dataset;
      const result = {
        ...{ run: record.run, path: record.path },
        data: {
          ...{
            type: dataset.type,
            path: typeof path === "string" ? context.paths.shown(path) : null,
            split: set.split,
          },
          ...{ examples: set.examples, fingerprint: set.fingerprint },
        },
        ...{ metrics: model.metrics, figures: measured.metrics },
        ...(measured.classes && { classes: measured.classes }),
        ...{ threads: model.threads, numerics: model.numerics, seconds: clock.seconds() - began },
      };
      out.write(options.json ? `${JSON.stringify(result)}\n` : evaluationView(result, out));
      return EXIT.done;
    } finally {
      await model.close();
    }
  } finally {
    stop.dispose();
  }
}
