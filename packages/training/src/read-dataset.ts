import type { Dataset } from "@assay/data";
import { canonicalJson } from "@assay/experiment/identity";
import { InputError } from "@assay/kernels";
import { located } from "./located.ts";
import type { PreparedRun } from "./prepare.ts";

/** The data that was read last, of which a process that trains one spec after the other mostly needs the same. */
let last: { readonly definition: object; readonly key: string; readonly dataset: Dataset } | undefined;

/**
 * Reads a spec's data; the same data twice in a row is read once.
 * @throws SpecError if it is damaged, or another than when its fingerprint was taken
 */
export function readDataset(prepared: PreparedRun): Dataset {
  const { loaded, parts } = prepared;
  const asked = loaded.spec.data.dataset;
  const before = prepared.fingerprint();
  const key = `${before} ${canonicalJson(asked)}`;
  if (last?.definition === parts.dataset && last.key === key) return last.dataset;
  last = undefined; // not both at once in memory
  return located(loaded, ["data", "dataset"], () => {
    const dataset = parts.dataset.load(asked);
    const { train, test } = parts.data;
    const isSame = dataset.train.count === train && dataset.test.count === test;
    if (!isSame || parts.dataset.fingerprint(asked) !== before) {
      throw new InputError(`data/${asked.type}`, "the data changed while it was read", [], "start again");
    }
    last = { definition: parts.dataset, key, dataset };
    return dataset;
  });
}
