import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chainOf, hashOfMetrics } from "@assay/training/chain";
import type { ChainLink } from "@assay/training/events";
import { CHAIN_FILE, readChain } from "../store/chain.ts";
import { MODEL_FILE, readModelDescription } from "../store/model-description.ts";
import { hashOfText, PREDICTIONS_FILE } from "../store/predictions.ts";
import { METRICS_FILE, type StoredRun } from "../store/read-run.ts";
import { WEIGHTS_FILE } from "../store/weights-file.ts";
import { checkCheckpoints } from "./check-checkpoints.ts";
import { otherWeights } from "./check-weights.ts";
import type { Difference, FilesChecked } from "./contract.ts";
import { otherLeaves } from "./other-leaves.ts";

const SPEC_FILE = "spec.yaml";

/** Whether a file must be there: a large one, whose hash run.json holds, may be kept elsewhere, and is then named. */
type Due = "always" | "kept elsewhere" | "never";

/**
 * Compares the files of a run with each other: metrics.jsonl with the chain of hashes, the weights, predictions and
 * checkpoints with their hashes, run.json with the last epoch. What is altered alone is found, and what the record says was
 * written and is absent, but for the large files, whose hashes run.json holds: a record may be kept without them, and they are
 * named. Whoever alters all of them alike is found by training again.
 */
export function checkFiles(stored: StoredRun): FilesChecked {
  const { path, hashes, status, epochs } = stored.record;
  const checked: string[] = [];
  const absent: string[] = [];
  const differences: Difference[] = [];
  let links: readonly ChainLink[] = [];
  const check = (name: string, due: Due, find: (file: string) => readonly Difference[]): void => {
    const file = join(path, name);
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) {
      if (due === "always") differences.push({ where: name, what: "absent" });
      if (due === "kept elsewhere") absent.push(name);
      return;
    }
    checked.push(name);
    try {
      differences.push(...find(file));
    } catch (error) {
      differences.push({ where: name, what: error instanceof Error ? error.message : String(error) });
    }
  };
  check(CHAIN_FILE, hashes.chain === undefined ? "never" : "always", () => {
    links = readChain(path) ?? [];
    return brokenChain(links, hashes.chain);
  });
  check(METRICS_FILE, epochs > 0 ? "always" : "never", () => {
    const others = otherMetrics(links, stored);
    return others.length > 0 ? others : otherEnd(stored);
  });
  check(WEIGHTS_FILE, status === "completed" ? "kept elsewhere" : "never", (file) =>
    otherWeights(file, stored, links.at(-1)),
  );
  check(MODEL_FILE, status === "completed" ? "always" : "never", () => {
    readModelDescription(path); // of its content no hash tells, but training again
    return [];
  });
  check(PREDICTIONS_FILE, hashes.predictions === undefined ? "never" : "kept elsewhere", (file) => {
    if (hashOfText(readFileSync(file, "utf8")) === hashes.predictions) return [];
    return [{ where: PREDICTIONS_FILE, what: "the file is not the one that was recorded" }];
  });
  check(SPEC_FILE, "always", (file) => {
    // Of a record without this hash, reading it as a spec tells.
    if (hashes.source === undefined || hashOfText(readFileSync(file, "utf8")) === hashes.source) return [];
    return [{ where: SPEC_FILE, what: "the file is not the one that was recorded" }];
  });
  const saved = checkCheckpoints(stored, links);
  return {
    checked: [...checked, ...saved.checked],
    absent: [...absent, ...saved.absent],
    differences: [...differences, ...saved.differences],
  };
}

function brokenChain(links: readonly ChainLink[], recorded: string | undefined): Difference[] {
  const broken = links.find((link, i) => chainOf(link, links[i - 1]) !== link.chain);
  if (broken) return [{ where: CHAIN_FILE, epoch: broken.epoch, what: "the link was altered" }];
  if (links.at(-1)?.chain === recorded) return [];
  return [{ where: CHAIN_FILE, what: "the chain does not end in the hash that run.json holds" }];
}

function otherMetrics(links: readonly ChainLink[], { epochs, notes }: StoredRun): Difference[] {
  if (notes.length > 0) {
    return notes.map((note) => ({ where: METRICS_FILE, what: note.replace(`${METRICS_FILE}: `, "") }));
  }
  for (const { epoch, metrics } of links) {
    const record = epochs.find((found) => found.epoch === epoch);
    const what = record ? "the figures are not those of the training" : "the epoch is missing";
    if (!record || hashOfMetrics(record) !== metrics) return [{ where: METRICS_FILE, epoch, what }];
  }
  const wrong = epochs.findIndex(({ epoch }, index) => epoch !== index + 1);
  if (wrong < 0) return [];
  return [{ where: METRICS_FILE, what: `epoch ${wrong + 1} is missing: ${epochs[wrong]?.epoch} stands in its place` }];
}

/** What run.json says of the training is what its last epoch says; the steps of a diverged one go further. */
function otherEnd({ record, epochs }: StoredRun): Difference[] {
  const { epoch = 0, step = 0, train = null, validation = null } = epochs.at(-1) ?? {};
  const steps = record.status === "completed" ? step : record.steps;
  const recorded = { epochs: record.epochs, steps: record.steps, train: record.train, validation: record.validation };
  return otherLeaves(recorded, { epochs: epoch, steps, train, validation })
    .slice(0, 1)
    .map((what) => ({ where: "run.json", what: `in metrics.jsonl ${what}` }));
}
