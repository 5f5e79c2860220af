import { availableParallelism } from "node:os";
import { Option } from "commander";
import { TABLE_FORMATS } from "../terminal/shown-table.ts";
import { collect, integer, path, seeds } from "./option-values.ts";

/** Every option once: what it means is the same in all commands. */
export const option = {
  set: () =>
    new Option("--set <key=value>", "override a value, such as optimizer.lr=3e-4 (repeatable)")
      .argParser(collect)
      .default([]),
  seed: () => new Option("--seed <n>", "override the seed").argParser(integer(0, Number.MAX_SAFE_INTEGER)),
  threads: () =>
    new Option("--threads <n>", "number of threads; the result does not depend on it (default: all cores)")
      .argParser(integer(1, 256))
      .default(availableParallelism()),
  trialThreads: () =>
    new Option("--threads <n>", "threads of each trial; the result does not depend on them (default: 1)").argParser(
      integer(1, 256),
    ),
  seeds: () =>
    new Option("--seeds <list>", "train once with each of them, and compare: 1..5, or 1,4,7").argParser(seeds),
  oneJob: () =>
    new Option("--jobs <n>", "trainings at a time, where there are several (default: 1)")
      .argParser(integer(1, 1024))
      .default(1),
  jobs: () =>
    new Option(
      "--jobs <n>",
      "trials at a time; the table does not depend on it (default: all cores; with --queue, what the workers take)",
    ).argParser(integer(1, 1024)),
  workerJobs: () =>
    new Option("--jobs <n>", "trials at a time (default: all cores)")
      .argParser(integer(1, 1024))
      .default(availableParallelism()),
  // Not read here: what commander says of a wrong value shows it, and a URL may hold a password.
  queue: () =>
    new Option("--queue <url>", "where workers take trials: redis://host:6379, also as ASSAY_QUEUE").env("ASSAY_QUEUE"),
  workerOut: () =>
    new Option("--out <folder>", "where trials are trained; results, where the coordinator shares it").argParser(path),
  dryRun: () => new Option("--dry-run", "list the trials, and train nothing").default(false),
  retryFailed: () => new Option("--retry-failed", "try trials again that have failed").default(false),
  numerics: () =>
    new Option("--numerics <kind>", "fused (multiply-add with one rounding) or strict (default: fused)")
      .choices(["fused", "strict"])
      .default("fused"),
  ownNumerics: () =>
    new Option("--numerics <kind>", "fused or strict (default: those of the run, for the same bits)").choices([
      "fused",
      "strict",
    ]),
  data: () =>
    new Option(
      "--data <data>",
      "a folder or file of the run's kind of data, or a dataset as in a spec: '{ type: idx, path: folder }'",
    ).argParser(path),
  top: () => new Option("--top <k>", "classes to show of each input (default: 3)").argParser(integer(1, 1000)),
  invert: () =>
    new Option(
      "--invert <when>",
      "exchange dark and light: auto (by the border of gray pictures), yes or no (default: auto)",
    )
      .choices(["auto", "yes", "no"])
      .default("auto"),
  frame: () =>
    new Option(
      "--frame <kind>",
      "digit (as MNIST was made), fit (pad to keep proportions), stretch (default: digit for mnist, stretch for image_folder, else fit)",
    )
      .choices(["auto", "digit", "fit", "stretch"])
      .default("auto"),
  revectorize: () =>
    new Option(
      "--no-revectorize",
      "128-bit vectors only; else V8 merges pairs of them where a self-test finds the same bits",
    ),
  out: () => new Option("--out <folder>", "where the results are (default: results)").argParser(path),
  force: () => new Option("--force", "train again what is there already, and replace it").default(false),
  profile: () =>
    new Option("--profile", "time a step and each of its kernel calls; trains and writes nothing")
      .conflicts(["force", "out"])
      .default(false),
  steps: () =>
    new Option("--steps <n>", "batches that are trained on first (default: 0, near the initial weights)")
      .argParser(integer(0, 1_000_000))
      .default(0),
  at: () =>
    new Option("--at <epoch>", "the last epoch that both share")
      .argParser(integer(1, 1_000_000_000))
      .makeOptionMandatory(),
  changed: () =>
    new Option("--set <key=value>", "what is changed, such as optimizer.lr=3e-4 (repeatable)")
      .argParser(collect)
      .default([]),
  checkpoint: () =>
    new Option(
      "--checkpoint <which>",
      "the weights of the best or the latest checkpoint (default: after the last step)",
    ).choices(["best", "latest"]),
  sample: () =>
    new Option("--sample <k>", "only k epochs, each from a checkpoint (default: all, from the beginning)").argParser(
      integer(1, 1_000_000),
    ),
  augmented: () => new Option("--augmented", "write what augmentation makes of some examples to a PNG").default(false),
  png: () => new Option("--out <file>", "the PNG of --augmented (default: <name>-augmented.png)").argParser(path),
  json: () => new Option("--json", "print the result as one JSON object").default(false),
  quiet: () => new Option("--quiet", "print the result alone").default(false),
  color: () => new Option("--no-color", "no colours, as with NO_COLOR set"),
  format: () =>
    new Option("--format <kind>", "terminal, md, csv, json or html (default: terminal on one, md elsewhere)").choices(
      TABLE_FORMATS,
    ),
  exportFormat: () =>
    new Option("--format <kind>", "onnx, safetensors, torch (a state dict) or tensorboard (event files)").choices([
      "onnx",
      "safetensors",
      "torch",
      "tensorboard",
    ]),
  exported: () =>
    new Option(
      "--out <file>",
      "the file, or tensorboard's folder (default: <experiment>-seed<seed>, with the format's ending)",
    ).argParser(path),
  sortBy: () => new Option("--sort-by <column>", "sort the rows; -column turns the order around"),
  precision: () =>
    new Option("--precision <n>", "decimals of percentages; losses have two more (default: 2)")
      .argParser(integer(0, 10))
      .default(2),
  where: () =>
    new Option("--where <condition>", "only runs that meet it, such as 'optimizer.lr<0.01' (repeatable)")
      .argParser(collect)
      .default([]),
  metric: () =>
    new Option("--metric <name>", "what rows are ranked and judged by, such as accuracy, loss or validation.accuracy"),
  split: () =>
    new Option("--split <name>", "test or validation (default: test, where every run has it)").choices([
      "test",
      "validation",
    ]),
  baseline: () => new Option("--baseline <run>", "what the others are judged against (default: the best)"),
  compareAnyway: () => new Option("--force", "compare what must not be compared, under a warning").default(false),
  page: () =>
    new Option(
      "--page <file>",
      "where to write, .html or .md (default: report.html in the run's folder, of several in the results folder)",
    ).argParser(path),
  charts: () => new Option("--charts <folder>", "write every chart as a file of its own, too").argParser(path),
  chartFormat: () =>
    new Option("--chart-format <kind>", "svg or png, of --charts (default: svg)").choices(["svg", "png"]),
  onlyChanged: () => new Option("--only-changed", "leave out columns that are the same in all rows").default(false),
} as const;

export type OptionName = keyof typeof option;
/** The options of commands that print a table. */
export const TABLE: readonly OptionName[] = ["format", "sortBy", "precision", "onlyChanged"];
