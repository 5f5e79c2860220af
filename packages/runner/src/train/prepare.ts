import { MAX_ARENA_BYTES } from "@assay/kernels";
import { createModel, type Model, type SequenceEntry } from "@assay/layers";
import { checkExperiment, type Experiment, placed, SpecError } from "../spec/index.ts";
import type { LoadedSpec } from "../spec/types.ts";
import type { SummaryRow } from "../terminal/index.ts";
import { createSession } from "./session.ts";

/** A spec that was checked and built, without reading any data. */
export interface PreparedRun {
  readonly experiment: Experiment<Model>;
  readonly summary: readonly SummaryRow[];
  /** Bytes the training keeps in the arena on one thread: parameters, state, data, activations, workspace. */
  readonly arenaBytes: number;
}

/** Checks that a spec's parts fit together and builds its model. @throws SpecError with the place of the mistake */
export function prepare(loaded: LoadedSpec): PreparedRun {
  const experiment = checkExperiment(loaded, createModel);
  const { model, data } = experiment;
  const session = placed(loaded, ["architecture"], () =>
    createSession(loaded.spec, model, data, experiment, { scale: 1, shift: 0 }),
  );
  const arenaBytes = session.arenaBytes + session.scratchBytes;
  if (arenaBytes > MAX_ARENA_BYTES) {
    const rule = `a training must fit into 4 GiB, this one needs ${(arenaBytes / 2 ** 30).toFixed(1)} GiB`;
    throw new SpecError("runner/train", rule, loaded.locate(["architecture"]), "reduce the model or the batch_size");
  }
  return { experiment, summary: model.entries.flatMap(rowsOf), arenaBytes };
}

/** A layer's row and, below it, those of the layers inside. */
function rowsOf({ path, type, layer, parameters }: SequenceEntry): SummaryRow[] {
  const inside = layer.children ?? [];
  const own = parameters.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
  const nested = inside.flatMap(rowsOf);
  const direct = inside.map(({ path: innerPath }) => nested.find((row) => row.path === innerPath)?.parameters ?? 0);
  const total = own + direct.reduce((sum, count) => sum + count, 0);
  return [{ path, type, output: layer.output, parameters: total, flops: layer.flops }, ...nested];
}
