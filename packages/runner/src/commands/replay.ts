import {
  checkpointsFor,
  identityOf,
  passedOverLine,
  ResultError,
  type RunCheckpoints,
  readChain,
  START_FILE,
  type StoredRun,
  UsageError,
} from "@assay/runs/store";
import {
  compareBeginning,
  compareLines,
  compareLinks,
  compareModel,
  compareOutcome,
  type Difference,
  type LineComparison,
} from "@assay/runs/verify";
import type { ChainLink, EpochRecord, Listener, Snapshot, StepRecord, TrainEvent } from "@assay/training";
import type { Recorded } from "./recorded-spec.ts";

/** What training again gave. */
export interface Replayed {
  /** Epochs that were compared. */
  readonly epochs: number;
  /** The first difference between two epochs; where there is none, what else differs. */
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

/** Trains a recorded run again, or parts of it, up to the first epoch that left other weights or figures behind. */
export async function replay(stored: StoredRun, recorded: Recorded, options: ReplayOptions): Promise<Replayed> {
  const { path, ancestry } = stored.record;
  const links = ifWhole(() => readChain(path)) ?? [];
  if (options.sample !== undefined && links.length === 0) {
    const hint = "without --sample its final hashes are compared";
    throw new UsageError("runner/commands", `${stored.record.run} was made without chain.jsonl`, hint);
  }
  const checkpoints = checkpointsFor(path, identityOf(stored.record));
  const start = ancestry && checkpoints.read(START_FILE)?.snapshot;
  if (ancestry && !start) {
    const what = "the state that the fork starts from is missing or damaged: nothing was trained again";
    return { epochs: 0, differences: [{ where: "replay", what }] };
  }
  const lines = compareLines(stored);
  const parts = options.sample === undefined ? [undefined] : sampled(checkpoints, links, options.sample);
  for (const found of checkpoints.passedOver) options.say(`Warning: ${passedOverLine(found)}`);
  let epochs = 0;
  for (const part of parts) {
    const from = part ?? start;
    const last = options.sample === undefined ? undefined : endOf(from, links);
    const found = await replayPart(stored, recorded, { links, lines }, options, from, last);
    epochs += found.epochs;
    if (found.differences.length > 0 || options.signal.aborted) return { epochs, differences: found.differences };
  }
  return { epochs, differences: [] };
}

/** What a file holds; undefined where it is damaged, which a look at the files has told. */
function ifWhole<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ResultError) return undefined;
    throw error;
  }
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

/** What was recorded of a training, epoch by epoch. */
interface Trace {
  readonly links: readonly ChainLink[];
  readonly lines: LineComparison;
}

/** @param last the epoch that ends it; the whole training where it is left out */
async function replayPart(
  stored: StoredRun,
  { trainer, prepared, loaded }: Recorded,
  { links, lines }: Trace,
  { threads, signal, listeners }: ReplayOptions,
  from: Snapshot | undefined,
  last: number | undefined,
): Promise<Replayed> {
  const recorded = new Map(links.map((link) => [link.epoch, link]));
  const others: Difference[] = [];
  let first: Difference | undefined;
  let epochs = 0;
  const enough = new AbortController();
  const read = (line: EpochRecord | StepRecord): Difference | undefined => {
    const other = lines.compare(line);
    if (other && others.length === 0) others.push(other);
    return other;
  };
  for (const record of from?.records ?? []) read(record);
  const compare = (event: TrainEvent): void => {
    if (enough.signal.aborted || (event.type !== "epoch" && event.type !== "record")) return;
    const line = read(event.record);
    if (event.type === "record" || !event.link) return;
    const { epoch } = event.record;
    const link = recorded.get(epoch);
    if (link) {
      first = compareLinks(link, event.link, line?.what);
      epochs++;
    }
    if (first || epoch === last) enough.abort();
  };
  const outcome = await trainer.train(prepared, {
    ...{ threads, numerics: stored.record.numerics, listeners: [compare, ...listeners] },
    signal: AbortSignal.any([signal, enough.signal]),
    ...(from && { from }),
  });
  if (first) return { epochs, differences: [first] };
  if (last !== undefined) {
    others.push(...compareBeginning(stored.record, outcome, loaded.spec));
  } else if (outcome.status !== "interrupted") {
    const left = lines.left();
    if (left && others.length === 0) others.push(left);
    others.push(...compareOutcome(stored.record, outcome, loaded.spec), ...compareModel(stored.record.path, outcome));
  }
  return { epochs, differences: others };
}
