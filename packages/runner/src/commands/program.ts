import { Command } from "commander";
import type { CompareOptions } from "./compare.ts";
import type { Context } from "./context.ts";
import type { DataOptions } from "./data.ts";
import type { DiffOptions } from "./diff.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { ForkOptions } from "./fork.ts";
import type { GradcheckCommandOptions } from "./gradcheck.ts";
import { AFTER, VERIFY_CODES } from "./help-texts.ts";
import type { ListOptions } from "./list.ts";
import { type AddCommand, addModelCommands } from "./model-commands.ts";
import { option, TABLE } from "./options.ts";
import type { ReportOptions } from "./report.ts";
import type { ResumeOptions } from "./resume.ts";
import type { RunOptions } from "./run-options.ts";
import type { ShowOptions } from "./show.ts";
import type { SweepOptions } from "./sweep.ts";
import type { SpecOptions, ValidateOptions } from "./validate.ts";
import type { VerifyOptions } from "./verify.ts";
import type { WorkerOptions } from "./worker.ts";

/**
 * The command line: commands, their options and help. The commands themselves are loaded when they are called.
 *
 * @param end is given the exit code of the command that was called
 */
export function createProgram(context: Context, version: string, end: (code: ExitCode) => void): Command {
  const { out, err } = context.terminal;
  const program = new Command("pnpm run assay")
    .description("Neural-network experiments from YAML: the same spec gives the same bits.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: out.write, writeErr: err.write, outputError: () => undefined })
    .configureHelp({ helpWidth: Math.min(out.columns, 100), optionDescription: ({ description }) => description })
    .helpCommand(true)
    .addHelpText("after", AFTER);

  const command: AddCommand = (usage, description, options, examples) => {
    const added = program.command(usage).description(description);
    for (const name of options) added.addOption(option[name]());
    return added.addHelpText("after", `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}`);
  };

  command(
    "run <spec...>",
    "Train a spec and report the result, or several with some seeds each and compare; a spec's path alone means run.",
    [
      "set",
      "seed",
      "seeds",
      "oneJob",
      "threads",
      "numerics",
      "revectorize",
      "out",
      "force",
      "profile",
      "json",
      "quiet",
      "color",
    ],
    [
      "pnpm run exp experiments/cnn-adam.yaml",
      "pnpm run exp experiments/cnn-adam.yaml --seed 7 --set optimizer.lr=3e-4",
      "pnpm --silent run exp experiments/cnn-adam.yaml --json > result.json",
      "pnpm run exp experiments/cnn-adam.yaml experiments/mlp-adam.yaml --seeds 1..3 --jobs 2",
      "pnpm run exp experiments/cnn-adam.yaml --profile --threads 1",
    ],
  ).action(async (specs: string[], options: RunOptions) =>
    end(await (await import("./run.ts")).run(specs, options, context)),
  );

  command(
    "resume <run>",
    "Go on with an unfinished run from its newest checkpoint, to the same bits as without the interruption.",
    ["threads", "revectorize", "out", "json", "quiet", "color"],
    ["pnpm run resume cnn-adam/seed42", "pnpm --silent run resume results/cnn-adam/seed42-1a2b3c4d --json"],
  ).action(async (run: string, options: ResumeOptions) =>
    end(await (await import("./resume.ts")).resume(run, options, context)),
  );

  command(
    "fork <run>",
    "Train a new run that shares a run's epochs up to one, and goes on with a changed spec.",
    ["at", "changed", "threads", "revectorize", "out", "json", "quiet", "color"],
    [
      "pnpm run fork cnn-adam/seed42 --at 3 --set optimizer.lr=1e-4",
      "pnpm run fork cnn-adam/seed42 --at 5 --set training.epochs=10",
    ],
  ).action(async (run: string, options: ForkOptions) =>
    end(await (await import("./fork.ts")).fork(run, options, context)),
  );

  command(
    "verify <run>",
    "Train a run again and compare all of it with the record: every epoch, the result, the run's files; writes nothing.",
    ["sample", "threads", "out", "json", "quiet", "color"],
    ["pnpm run verify cnn-adam/seed42", "pnpm run verify cnn-adam/seed42 --threads 1 --sample 3"],
  )
    .addHelpText("after", VERIFY_CODES)
    .action(async (run: string, options: VerifyOptions) =>
      end(await (await import("./verify.ts")).verify(run, options, context)),
    );

  // What sweep starts: nobody types it.
  program
    .command("trials", { hidden: true })
    .action(async () => end(await (await import("./trials.ts")).trials(context)));

  command(
    "validate <file>",
    "Check a spec, or every trial of a sweep, without reading data or writing anything.",
    ["set", "seed", "json", "quiet", "color"],
    ["pnpm run validate experiments/cnn-adam.yaml", "pnpm run validate experiments/sweeps/cnn-lr.yaml"],
  ).action(async (spec: string, options: ValidateOptions) =>
    end(await (await import("./validate.ts")).validate(spec, options, context)),
  );

  command(
    "summary <spec>",
    "Show layers, output shapes, parameters and FLOPs.",
    ["set", "seed", "json", "color"],
    ["pnpm run summary experiments/cnn-adam.yaml --set architecture.0.out_channels=32"],
  ).action(async (spec: string, options: SpecOptions) =>
    end(await (await import("./summary.ts")).summary(spec, options, context)),
  );

  command(
    "data <spec>",
    "Show what Assay makes of a spec's data: examples, classes, ranges, the first ones.",
    ["set", "seed", "threads", "numerics", "augmented", "png", "json", "color"],
    ["pnpm run data experiments/cnn-adam.yaml", "pnpm run data experiments/cnn-adam.yaml --augmented --out sheet.png"],
  ).action(async (spec: string, options: DataOptions) =>
    end(await (await import("./data.ts")).data(spec, options, context)),
  );

  command(
    "gradcheck <spec>",
    "Compare numeric with analytic gradients of a spec's own model and loss, on a real batch.",
    ["set", "seed", "threads", "numerics", "steps", "json", "quiet", "color"],
    [
      "pnpm run gradcheck experiments/classics/classic-2.yaml",
      "pnpm run gradcheck experiments/cnn-adam.yaml --steps 100",
    ],
  ).action(async (spec: string, options: GradcheckCommandOptions) =>
    end(await (await import("./gradcheck.ts")).gradcheck(spec, options, context)),
  );

  command(
    "sweep <sweep>",
    "Try every setting of a sweep, several trials at a time, and rank them by the validation split.",
    [
      "set",
      "jobs",
      "queue",
      "trialThreads",
      "numerics",
      "revectorize",
      "out",
      "dryRun",
      "retryFailed",
      ...TABLE,
      "json",
      "quiet",
      "color",
    ],
    ["pnpm run sweep experiments/sweeps/cnn-lr.yaml", "pnpm run sweep experiments/sweeps/cnn-lr.yaml --dry-run"],
  ).action(async (sweep: string, options: SweepOptions) =>
    end(await (await import("./sweep.ts")).sweep(sweep, options, context)),
  );

  command(
    "worker",
    "Train trials of sweeps that run with --queue, on this machine, until it is stopped.",
    ["queue", "workerJobs", "trialThreads", "workerOut", "quiet", "color"],
    ["pnpm run worker --queue redis://localhost:6379", "pnpm run worker --queue redis://localhost:6379 --jobs 4"],
  ).action(async (options: WorkerOptions) => end(await (await import("./worker.ts")).worker(options, context)));

  command(
    "compare [runs...]",
    "Compare runs: what differs in their specs, what they reached, and whether that means anything (default: all runs). Of a sweep: its table.",
    ["metric", "split", "baseline", "where", "compareAnyway", "out", "json", "color", ...TABLE],
    [
      "pnpm run compare results/cnn-adam results/cnn-sgd",
      "pnpm run compare 'classic-*' --metric accuracy --split validation --baseline classic-1",
      "pnpm run compare experiments/sweeps/cnn-lr.yaml --where 'optimizer.lr<0.01' --sort-by seconds",
      "pnpm --silent run compare --format html > comparison.html",
    ],
  ).action(async (runs: string[], options: CompareOptions) =>
    end(await (await import("./compare.ts")).compare(runs, options, context)),
  );

  command(
    "diff <a> <b>",
    "Show in what two runs, or two specs, differ, and what came of it.",
    ["out", "json", "color"],
    ["pnpm run diff cnn-adam/seed1 cnn-sgd/seed1", "pnpm run diff experiments/cnn-adam.yaml experiments/cnn-sgd.yaml"],
  ).action(async (a: string, b: string, options: DiffOptions) =>
    end(await (await import("./diff.ts")).diff(a, b, options, context)),
  );

  command(
    "report [runs...]",
    "Write a page about a run, a sweep, or one that compares several runs: curves, mistakes, what decides (default: all runs).",
    ["metric", "split", "baseline", "where", "compareAnyway", "out", "page", "charts", "chartFormat", "json", "color"],
    [
      "pnpm run report cnn-adam/seed42-1a2b3c4d",
      "pnpm run report cnn-adam cnn-sgd --page comparison.html",
      "pnpm run report experiments/sweeps/cnn-lr.yaml --charts figures --chart-format png",
    ],
  ).action(async (runs: string[], options: ReportOptions) =>
    end(await (await import("./report.ts")).report(runs, options, context)),
  );

  command("list", "List all runs.", ["out", "json", "color", ...TABLE], ["pnpm run list --sort-by -started"]).action(
    async (options: ListOptions) => end(await (await import("./list.ts")).list(options, context)),
  );

  command(
    "show <run>",
    "Show everything about one run.",
    ["out", "json", "color"],
    ["pnpm run show cnn-adam/seed42-1a2b3c4d"],
  ).action(async (run: string, options: ShowOptions) =>
    end(await (await import("./show.ts")).show(run, options, context)),
  );

  addModelCommands(command, context, end);

  return program;
}
