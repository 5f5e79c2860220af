import type { Command } from "commander";
import type { Context } from "./context.ts";
import type { EnsembleOptions } from "./ensemble.ts";
import type { EvaluateOptions } from "./evaluate.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { ExportOptions } from "./export.ts";
import type { OptionName } from "./options.ts";
import type { PredictOptions } from "./predict.ts";

/** Adds a command with its help. */
export type AddCommand = (
  usage: string,
  description: string,
  options: readonly OptionName[],
  examples: readonly string[],
) => Command;

/** The commands that use the models of runs: export, predict, evaluate, ensemble. */
export function addModelCommands(command: AddCommand, context: Context, end: (code: ExitCode) => void): void {
  command(
    "export <run>",
    "Write a run's model as ONNX or for PyTorch, or what it recorded for TensorBoard.",
    ["exportFormat", "exported", "json", "color"],
    [
      "pnpm run export cnn-adam/seed42 --format onnx",
      "pnpm --silent run export cnn-adam/seed42 --format safetensors > load.py",
      "pnpm run export cnn-adam/seed42 --format tensorboard --out logs",
    ],
  ).action(async (run: string, options: ExportOptions) =>
    end(await (await import("./export.ts")).exportCommand(run, options, context)),
  );

  command(
    "predict <run> <inputs...>",
    "Predict pictures (files, folders, - for standard input) or rows of CSV files with a run's model.",
    [
      "top",
      "invert",
      "frame",
      "checkpoint",
      "threads",
      "ownNumerics",
      "out",
      "format",
      "precision",
      "json",
      "quiet",
      "color",
    ],
    [
      "pnpm run predict cnn-adam/seed1 seven.png",
      "pnpm run predict cnn-adam/seed1 scans --frame digit --top 2",
      "curl -s https://example.org/seven.jpg | pnpm --silent run predict cnn-adam/seed1 - --json",
      "pnpm run predict houses/seed1 new-houses.csv --format csv",
    ],
  ).action(async (run: string, inputs: string[], options: PredictOptions) =>
    end(await (await import("./predict.ts")).predict(run, inputs, options, context)),
  );

  command(
    "evaluate <run>",
    "Evaluate a run's model on its own test split, or on other data of the same form; writes nothing.",
    ["data", "checkpoint", "threads", "ownNumerics", "out", "json", "quiet", "color"],
    [
      "pnpm run evaluate cnn-adam/seed1",
      "pnpm run evaluate cnn-adam/seed1 --checkpoint best",
      "pnpm run evaluate cnn-adam/seed1 --data other-digits",
      "pnpm --silent run evaluate houses/seed1 --data houses-2026.csv --json",
    ],
  ).action(async (run: string, options: EvaluateOptions) =>
    end(await (await import("./evaluate.ts")).evaluate(run, options, context)),
  );

  command(
    "ensemble [runs...]",
    "Average what several runs say of the test split, and record it as a run: probabilities of classes, or values.",
    ["where", "threads", "out", "json", "quiet", "color"],
    [
      "pnpm run ensemble cnn-adam",
      "pnpm run ensemble cnn-adam/seed1 cnn-sgd/seed1",
      "pnpm run ensemble 'cnn-*' --where 'validation.accuracy>0.99'",
    ],
  ).action(async (runs: string[], options: EnsembleOptions) =>
    end(await (await import("./ensemble.ts")).ensemble(runs, options, context)),
  );
}
