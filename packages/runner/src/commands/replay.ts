import {
  checkpointsFor,
  identityOf,
  passedOverLine,
  type RunCheckpoints,
  readChain,
  START_FILE,
  type StoredRun,
  UsageError,
} from "@assay/runs/store";
import { compareLinks, compareModel, compareOutcome, type Difference } from "@assay/runs/verify";
import type { ChainLink, Listener, Snapshot, TrainEvent } from "@assay/training";
import type { Recorded } from "./recorded-spec.ts";

/** What training again gave. */
export interface Replayed {
  /** Epochs that were compared. */
  readonly epochs: number;
  /** The first difference, if there is one. */
  readonly differences: readonly Difference[];
}

interface ReplayOptions {
  readonly threads: number;
  /** So many epochs, each from a checkpoint. Default: all of them, from the beginning. */
  readonly sample?: number;
  readonly signal: AbortSignal;
  readonly listeners: readonly Listener[];
  /** Told of checkpoints that are not used. */
  readonly say: (line: string) => void;
}

/** Trains a recorded run again, or parts of it, up to the first difference. */
export async function replay(stored: StoredRun, recorded: Recorded, options: ReplayOptions): Promise<Replayed> {
  const { path, ancestry } = stored.record;
  const links = readChain(path) ?? [];
  if (options.sample !== undefined && links.length === 0) {
    const hint = "without --sample its final hashes are compared";
    throw new UsageError("runner/commands", `${stored.record.run} was made without chain.jsonl`, hint);
  }
  const checkpoints = checkpointsFor(path, identityOf(stored.record));
  const start = ancestry && checkpoints.read(START_FILE)?.snapshot;
  if (ancestry && !start) {
    return { epochs: 0, differences: [{ where: "replay", what: "the state that the fork starts from is missing" }] };
  }
  const parts = options.sample === undefined ? [undefined] : sampled(checkpoints, links, options.sample);
  for (const found of checkpoints.passedOver) options.say(`Warning: ${passedOverLine(found)}`);
  let epochs = 0;
  for (const part of parts) {
    const from = part ?? start;
    const last = options.sample === undefined ? undefined : endOf(from, links);
    const found = await replayPart(stored, recorded, links, options, from, last);
    epochs += found.epochs;
    if (found.differences.length > 0 || options.signal.aborted) return { epochs, differences: found.differences };
  }
  return { epochs, differences: [] };
}

/** The epoch at whose end a part is over: the first one after its start that was evaluated. */
const endOf = (from: Snapshot | undefined, links: readonly ChainLink[]): number =>
  links.find(({ epoch }) => epoch >= (from?.position.epoch ?? 1))?.epoch ?? 0;

/** As many states as asked for, spread over the training; the first is its beginning. */
function sampled(checkpoints: RunCheckpoints, links: readonly ChainLink[], asked: number): (Snapshot | undefined)[] {
  const names: (string | undefined)[] = [undefined];
  for (const { name, checkpoint } of checkpoints.newest) {
    if (endOf(checkpoint.snapshot, links) > 0 && name !== START_FILE) names.splice(1, 0, name);
  }
  const count = Math.min(asked, names.length);
  const chosen = Array.from({ length: count }, (_, i) => Math.round((i * (names.length - 1)) / Math.max(count - 1, 1)));
  return chosen.map((index) => {
    const name = names[index];
    return name === undefined ? undefined : checkpoints.read(name)?.snapshot;
  });
}

/** @param last the epoch that ends it; the whole training where it is left out */
async function replayPart(
  stored: StoredRun,
  { trainer, prepared }: Recorded,
  links: readonly ChainLink[],
  { threads, signal, listeners }: ReplayOptions,
  from: Snapshot | undefined,
  last: number | undefined,
): Promise<Replayed> {
  const recorded = new Map(links.map((link) => [link.epoch, link]));
  const before = new Map(stored.epochs.map((record) => [record.epoch, record]));
  const differences: Difference[] = [];
  let epochs = 0;
  const enough = new AbortController();
  const compare = (event: TrainEvent): void => {
    if (event.type !== "epoch" || !event.link || enough.signal.aborted) return;
    const { epoch } = event.record;
    const link = recorded.get(epoch);
    if (link) {
      const difference = compareLinks(link, event.link, before.get(epoch), event.record);
      if (difference) differences.push(difference);
      epochs++;
    }
    if (differences.length > 0 || epoch === last) enough.abort();
  };
  const outcome = await trainer.train(prepared, {
    ...{ threads, numerics: stored.record.numerics, listeners: [compare, ...listeners] },
    signal: AbortSignal.any([signal, enough.signal]),
    ...(from && { from }),
  });
  if (last === undefined && differences.length === 0 && outcome.status !== "interrupted") {
    const others = [...compareOutcome(stored.record, outcome), ...compareModel(stored.record.path, outcome)];
    differences.push(...others.slice(0, 1));
  }
  return { epochs, differences };
}
