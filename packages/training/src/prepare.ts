import { type LoadedSpec, SpecError } from "@assay/experiment";
import { MAX_ARENA_BYTES } from "@assay/kernels";
import { located } from "./located.ts";
import { buildParts, type Parts } from "./parts.ts";
import { createPrograms, type Programs } from "./programs.ts";
import { type Catalogue, registries as shipped } from "./registries.ts";
import { rowsOf, type SummaryRow } from "./summary.ts";

/**
 * A spec that was checked, its parts built and its programs laid out, without reading any data. The order of a run's life:
 * LoadedSpec (valid) → Parts (built) → Programs (laid out) → Training (in an arena, with data).
 */
export interface PreparedRun {
  readonly loaded: LoadedSpec;
  readonly parts: Parts;
  readonly programs: Programs;
  readonly summary: readonly SummaryRow[];
  /** Bytes the training keeps in the arena on one thread: parameters, state, data, activations, workspace. */
  readonly arenaBytes: number;
  /** SHA-256 (hex) of the data as it was at the first call: with the spec's hash it identifies the run. @throws SpecError if it cannot be read */
  fingerprint(): string;
}

/** Checks that a spec's parts fit together and lays out its training. @throws SpecError at the mistake */
export function prepare(loaded: LoadedSpec, registries: Catalogue = shipped): PreparedRun {
  const parts = buildParts(loaded, registries);
  const programs = located(loaded, ["architecture"], () => createPrograms(parts));
  const arenaBytes = programs.arenaBytes + programs.scratchBytes;
  if (arenaBytes > MAX_ARENA_BYTES) {
    const rule = `a training must fit into 4 GiB, this one needs ${(arenaBytes / 2 ** 30).toFixed(1)} GiB`;
    throw new SpecError(
      "training/prepare",
      rule,
      loaded.locate(["architecture"]),
      "reduce the model or the batch_size",
    );
  }
  const { dataset } = loaded.spec.data;
  let known: string | undefined;
  return {
    loaded,
    parts,
    programs,
    summary: parts.model.entries.flatMap(rowsOf),
    arenaBytes,
    fingerprint() {
      known ??= located(loaded, ["data", "dataset"], () => parts.dataset.fingerprint(dataset));
      return known;
    },
  };
}
