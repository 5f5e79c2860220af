import { hashOfAll, hashOfValues } from "@assay/training/chain";
import type { ChainLink } from "@assay/training/events";
import type { StoredRun } from "../store/read-run.ts";
import { readWhole } from "../store/read-whole.ts";
import { recordedRun } from "../store/record.ts";
import { readSafetensors } from "../store/safetensors.ts";
import { WEIGHTS_FILE, weightPieces } from "../store/weights-file.ts";
import { firstOtherTensor } from "./compare-links.ts";
import type { Difference } from "./contract.ts";

/** In what model.safetensors is not what the record says: its values, then every byte that tells of them. */
export function otherWeights(file: string, { record }: StoredRun, last: ChainLink | undefined): Difference[] {
  const { tensors } = readSafetensors(file);
  const { name, numerics, hashes } = record;
  const { spec, final_weights } = hashes;
  if (hashOfAll(tensors.map(({ values }) => values)) !== final_weights) {
    // Where an average was saved, no link tells of its tensors.
    const found = Object.fromEntries(tensors.map(({ name, values }) => [name, hashOfValues(values)]));
    const tensor = last && firstOtherTensor(last.tensors, found);
    const what = "the weights are not those that were recorded";
    return [{ where: WEIGHTS_FILE, ...(tensor !== undefined && { tensor }), what }];
  }
  if (last && tensors.map((tensor) => tensor.name).join() !== Object.keys(last.tensors).join()) {
    return [{ where: WEIGHTS_FILE, what: "the tensors have other names than those of the training" }];
  }
  // Its own name, not its folder's: who moves a run alters nothing.
  const [header] = weightPieces({ run: recordedRun(name, record), spec, numerics }, tensors);
  return Buffer.compare(readWhole(file, header.length), header) === 0
    ? []
    : [{ where: WEIGHTS_FILE, what: "its header is not that of the run's weights" }];
}
