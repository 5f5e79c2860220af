import { createHash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chainOf, hashOfMetrics, hashOfValues } from "@assay/training/chain";
import type { ChainLink } from "@assay/training/events";
import { CHAIN_FILE, readChain } from "../store/chain.ts";
import type { Checkpoint } from "../store/checkpoint.ts";
import { BEST_FILE, CHECKPOINTS } from "../store/checkpoints.ts";
import { checkpointsFor, identityOf } from "../store/checkpoints-for.ts";
import { hashOfText } from "../store/predictions.ts";
import type { StoredRun } from "../store/read-run.ts";
import { readSafetensors } from "../store/safetensors.ts";
import { firstOtherTensor } from "./compare-links.ts";
import type { Difference, FilesChecked } from "./contract.ts";

/**
 * Compares the files of a run with each other: metrics.jsonl with the chain of hashes, the weights, predictions and
 * checkpoints with their hashes. What is altered alone is found; whoever alters all of them alike is found by training again.
 */
export function checkFiles(stored: StoredRun): FilesChecked {
  const { path, hashes } = stored.record;
  const checked: string[] = [];
  const absent: string[] = [];
  const differences: Difference[] = [];
  let links: readonly ChainLink[] = [];
  const check = (name: string, find: (file: string) => readonly Difference[]): void => {
    const file = join(path, name);
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return void absent.push(name);
    checked.push(name);
    try {
      differences.push(...find(file));
    } catch (error) {
      differences.push({ where: name, what: error instanceof Error ? error.message : String(error) });
    }
  };
  check(CHAIN_FILE, () => {
    links = readChain(path) ?? [];
    return brokenChain(links, hashes.chain);
  });
  check("metrics.jsonl", () => (links.length > 0 ? otherMetrics(links, stored) : []));
  check("model.safetensors", (file) => otherWeights(file, stored, links.at(-1)));
  check("predictions.csv", (file) => {
    if (hashes.predictions === undefined || hashOfText(readFileSync(file, "utf8")) === hashes.predictions) return [];
    return [{ where: "predictions.csv", what: "the file is not the one that was recorded" }];
  });
  const checkpoints = checkpointsFor(path, identityOf(stored.record));
  const best = checkpoints.read(BEST_FILE);
  for (const found of [...(best ? [{ name: BEST_FILE, checkpoint: best }] : []), ...checkpoints.newest]) {
    const name = `${CHECKPOINTS}/${found.name}`;
    checked.push(name);
    differences.push(...otherState(name, found.checkpoint, links));
  }
  for (const { name, reason } of checkpoints.passedOver) differences.push({ where: name, what: reason });
  return { checked, absent, differences };
}

function brokenChain(links: readonly ChainLink[], recorded: string | undefined): Difference[] {
  const broken = links.find((link, i) => chainOf(link, links[i - 1]) !== link.chain);
  if (broken) return [{ where: CHAIN_FILE, epoch: broken.epoch, what: "the link was altered" }];
  if (recorded === undefined || links.at(-1)?.chain === recorded) return [];
  return [{ where: CHAIN_FILE, what: "the chain does not end in the hash that run.json holds" }];
}

function otherMetrics(links: readonly ChainLink[], { epochs }: StoredRun): Difference[] {
  for (const { epoch, metrics } of links) {
    const record = epochs.find((found) => found.epoch === epoch);
    const what = record ? "the figures are not those of the training" : "the epoch is missing";
    if (!record || hashOfMetrics(record) !== metrics) return [{ where: "metrics.jsonl", epoch, what }];
  }
  return [];
}

function otherWeights(file: string, { record }: StoredRun, last: ChainLink | undefined): Difference[] {
  const { tensors } = readSafetensors(file);
  const hash = createHash("sha256");
  for (const { values } of tensors) hash.update(values);
  const { final_weights } = record.hashes;
  if (final_weights === null || hash.digest("hex") === final_weights) return [];
  // Where an average was saved, no link tells of its tensors.
  const found = Object.fromEntries(tensors.map(({ name, values }) => [name, hashOfValues(values)]));
  const tensor = last && firstOtherTensor(last.tensors, found);
  const what = "the weights are not those that were recorded";
  return [{ where: "model.safetensors", ...(tensor !== undefined && { tensor }), what }];
}

/** A state at the start of an epoch has the tensors that the link before says. */
function otherState(where: string, { snapshot }: Checkpoint, links: readonly ChainLink[]): Difference[] {
  const { position, tensors } = snapshot;
  const link = position.start === 0 ? links.find(({ epoch }) => epoch === position.epoch - 1) : undefined;
  if (!link) return [];
  const found = Object.fromEntries(
    tensors.flatMap(({ name, values }) => (name in link.tensors ? [[name, hashOfValues(values)]] : [])),
  );
  const tensor = firstOtherTensor(link.tensors, found);
  return tensor === undefined
    ? []
    : [{ where, epoch: link.epoch, tensor, what: "the tensor is not that of the training" }];
}
