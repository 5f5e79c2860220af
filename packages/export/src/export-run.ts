import { statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ResultError, reasonOf } from "@assay/runs/errors";
import { atomicWrite, checkName, createFolder, type StoredRun } from "@assay/runs/store";
import type { TrainedModel } from "./contract.ts";
import { toOnnx } from "./onnx/onnx.ts";
import { inputText } from "./preprocessing-text.ts";
import { hasModel, readModel, readTensors } from "./read-model.ts";
import { toTensorboard } from "./tensorboard/events.ts";
import { pythonText } from "./torch/python.ts";
import { toSafetensors } from "./torch/safetensors.ts";
import { toTorch } from "./torch/torch.ts";

export type Format = "onnx" | "safetensors" | "torch" | "tensorboard";

/** What was written. */
export interface Exported {
  readonly file: string;
  readonly format: Format;
  readonly run: string;
  readonly bytes: number;
  /** Of a model: what its input must be. */
  readonly input?: string;
  /** Of PyTorch's formats: the Python that builds the model and loads the file. */
  readonly python?: string;
}

const ENDINGS = { onnx: ".onnx", safetensors: ".safetensors", torch: ".pt", tensorboard: "-tensorboard" } as const;

/** What an export is called where nothing else is asked for: `<experiment>-seed<seed>.onnx`; of TensorBoard a folder. */
export const exportName = ({ record: { name, seed } }: StoredRun, format: Format): string =>
  `${checkName(name)}-seed${seed}${ENDINGS[format]}`;

/**
 * Writes a run in another format, whole or not at all; an earlier export is replaced.
 *
 * @param to the file, or a folder that is there, which gets one of the usual name; of `tensorboard` a folder, in which the run
 *   has its own: `<experiment>/<run>`
 * @throws ResultError where the run has no model or the file cannot be written; UsageError for a layer without a form
 */
export function exportRun(stored: StoredRun, format: Format, to: string): Exported {
  const { run } = stored.record;
  if (format === "tensorboard") {
    const content = toTensorboard(stored, hasModel(stored) ? readTensors(stored) : []);
    const file = join(
      runFolder(stored, to),
      `events.out.tfevents.${Math.floor(Date.parse(stored.record.started) / 1000)}.assay`,
    );
    atomicWrite(file, content);
    return { file, format, run, bytes: content.length };
  }
  const model = readModel(stored);
  const file = isFolder(to) ? join(to, exportName(stored, format)) : to;
  const content = WRITERS[format](model);
  const python = format === "onnx" ? undefined : pythonText(model, basename(file), format);
  atomicWrite(file, content);
  return { file, format, run, bytes: content.length, input: inputText(model), ...(python && { python }) };
}

const WRITERS: Readonly<Record<Exclude<Format, "tensorboard">, (model: TrainedModel) => Uint8Array>> = {
  onnx: toOnnx,
  safetensors: toSafetensors,
  torch: toTorch,
};

/** Where a run's events are: of several runs in one folder TensorBoard shows each under its name. */
function runFolder({ record }: StoredRun, to: string): string {
  const folder = join(to, checkName(record.name), basename(resolve(record.path)));
  try {
    createFolder(folder);
  } catch (error) {
    throw new ResultError(`[export/tensorboard] cannot create ${folder}: ${reasonOf(error)}`, { cause: error });
  }
  return folder;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
