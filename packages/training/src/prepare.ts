import type { LoadedSpec } from "@assay/experiment";
import { SpecError } from "@assay/experiment";
import { MAX_ARENA_BYTES } from "@assay/kernels";
import { createModel, type Model } from "@assay/layers";
import { placed } from "./check.ts";
import { checkExperiment, type Experiment } from "./open.ts";
import { createSession } from "./session.ts";
import { rowsOf, type SummaryRow } from "./summary.ts";

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
    throw new SpecError(
      "training/prepare",
      rule,
      loaded.locate(["architecture"]),
      "reduce the model or the batch_size",
    );
  }
  return { experiment, summary: model.entries.flatMap(rowsOf), arenaBytes };
}
