import { hashOfValues } from "@assay/training/chain";
import type { ChainLink } from "@assay/training/events";
import type { Checkpoint } from "../store/checkpoint.ts";
import { BEST_FILE, CHECKPOINTS, checkpointNames, START_FILE } from "../store/checkpoints.ts";
import { checkpointsFor, identityOf } from "../store/checkpoints-for.ts";
import type { StoredRun } from "../store/read-run.ts";
import { LOSS } from "../store/record.ts";
import { readableSpec } from "../store/spec-of.ts";
import { firstOtherTensor } from "./compare-links.ts";
import type { Difference, FilesChecked } from "./contract.ts";

/**
 * Compares every checkpoint in a run's folder, the best epoch's and a fork's start among them, with the record and with the
 * chain of hashes. Only a fork's start is required: when states are saved is for the clock to say, and `keep: 0` saves none.
 */
export function checkCheckpoints(stored: StoredRun, links: readonly ChainLink[]): FilesChecked {
  const { path } = stored.record;
  const names = checkpointNames(path).reverse(); // the newest first
  const checkpoints = checkpointsFor(path, identityOf(stored.record));
  const differences = names.flatMap((name): Difference[] => {
    const where = `${CHECKPOINTS}/${name}`;
    const checkpoint = checkpoints.read(name);
    if (!checkpoint) return [{ where, what: checkpoints.passedOver.at(-1)?.reason ?? "absent" }];
    const state = otherState(where, checkpoint, links);
    if (state.length > 0) return state;
    if (name === BEST_FILE) return otherBest(where, checkpoint, stored, links);
    return name === START_FILE ? otherStart(where, checkpoint, stored) : [];
  });
  if (stored.record.ancestry && !names.includes(START_FILE)) {
    differences.push({ where: `${CHECKPOINTS}/${START_FILE}`, what: "absent" });
  }
  const lacksBest = bestBy(stored) !== undefined && !names.includes(BEST_FILE);
  return {
    checked: names.map((name) => `${CHECKPOINTS}/${name}`),
    // A training that went on from another's epochs may never have been better than those.
    absent: lacksBest ? [`${CHECKPOINTS}/${BEST_FILE}`] : [],
    differences,
  };
}

/** A state between two epochs has the tensors that the link before says. */
function otherState(where: string, { snapshot }: Checkpoint, links: readonly ChainLink[]): Difference[] {
  const { position, records, tensors } = snapshot;
  const last = snapshot.links.at(-1);
  const same = links.find(({ epoch }) => epoch === last?.epoch);
  if (last && same && same.chain !== last.chain) {
    return [{ where, epoch: last.epoch, what: "its chain of hashes is not that of the training" }];
  }
  const epoch = records.at(-1)?.epoch;
  const link = position.start === 0 ? links.find((found) => found.epoch === epoch) : undefined;
  if (!link) return [];
  const found = Object.fromEntries(
    tensors.flatMap(({ name, values }) => (name in link.tensors ? [[name, hashOfValues(values)]] : [])),
  );
  const tensor = firstOtherTensor(link.tensors, found);
  return tensor === undefined
    ? []
    : [{ where, epoch: link.epoch, tensor, what: "the tensor is not that of the training" }];
}

/** It is the state after the epoch that a fork's record says it shares with another run. */
function otherStart(where: string, { snapshot }: Checkpoint, { record: { ancestry } }: StoredRun): Difference[] {
  if (!ancestry) return []; // training again tells that it begins elsewhere
  const { epoch, chain } = ancestry;
  if (snapshot.records.at(-1)?.epoch === epoch && snapshot.links.at(-1)?.chain === chain) return [];
  return [{ where, what: "it is not the state that run.json says the fork starts from" }];
}

/** What the best epoch is chosen by, as "validation.loss". */
function bestBy(stored: StoredRun): string | undefined {
  const { checkpoint } = (readableSpec(stored)?.training ?? {}) as { checkpoint?: { best?: unknown } };
  return typeof checkpoint?.best === "string" ? checkpoint.best : undefined;
}

/** It is the state after the first of the evaluated epochs that are as good as any. */
function otherBest(
  where: string,
  { snapshot }: Checkpoint,
  stored: StoredRun,
  links: readonly ChainLink[],
): Difference[] {
  const [split, name] = (bestBy(stored) ?? "").split(".");
  const { better } = [LOSS, ...stored.record.metrics].find((metric) => metric.name === name) ?? {};
  if ((split !== "train" && split !== "validation") || name === undefined || better === undefined) return [];
  const sign = better === "lower" ? -1 : 1;
  const evaluated = new Set(links.map(({ epoch }) => epoch));
  let best: { readonly epoch: number; readonly value: number } | undefined;
  for (const { epoch, [split]: figures } of stored.epochs) {
    const figure = figures?.[name];
    if (!evaluated.has(epoch) || typeof figure !== "number") continue;
    const value = sign * figure;
    if (best === undefined || value > best.value) best = { epoch, value };
  }
  const epoch = snapshot.records.at(-1)?.epoch;
  if (best === undefined || epoch === best.epoch) return [];
  return [{ where, what: `it is the state after epoch ${epoch ?? 0}, the best one is ${best.epoch}` }];
}
