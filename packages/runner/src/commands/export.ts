import type { Format } from "@assay/export";
import { UsageError } from "@assay/runs/errors";
import { safeText } from "../terminal/safe-text.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { findOneStored } from "./find-runs.ts";
import { refuseEnsemble } from "./refuse-ensemble.ts";
import { shellWord } from "./shell-word.ts";

export interface ExportOptions {
  readonly format?: Format;
  readonly out?: string;
  readonly json: boolean;
}

/**
 * Writes a run in another format, where the user called or to --out. The result is what was written; for PyTorch the Python
 * that loads it, and on stderr what was written.
 */
export async function exportCommand(typed: string, options: ExportOptions, context: Context): Promise<ExitCode> {
  const { terminal, paths } = context;
  const { out, err } = terminal;
  const { format } = options;
  if (format === undefined) {
    const hint = "for example: --format onnx";
    throw new UsageError("runner/commands", "--format must be onnx, safetensors, torch or tensorboard", hint);
  }
  const stored = findOneStored(typed, paths, paths.output(undefined));
  refuseEnsemble(stored.record, "has no model of its own");
  const { exportName, exportRun } = await import("@assay/export");
  const to = paths.inFolder(options.out ?? exportName(stored, format));
  const exported = exportRun(stored, format, to);
  const { status, epochs } = stored.record;
  if (status !== "completed") err.write(`Warning: the run is ${status}, after epoch ${epochs}\n`);
  const { file, input, python } = exported;
  if (options.json) {
    out.write(`${JSON.stringify(exported)}\n`);
    return EXIT.done;
  }
  const shown = safeText(paths.shown(file));
  if (python !== undefined) {
    err.write(`${shown}: written; this Python loads it\n`);
    out.write(python);
  } else if (input !== undefined) out.write(`${shown}: input ${input}\n`);
  else out.write(`${shown}: see it with tensorboard --logdir ${shellWord(paths.shown(to))}\n`);
  return EXIT.done;
}
