import { accessesOf, type Call, definitionOf, encodeArguments, unplaced } from "./call.ts";
import { chunkOf } from "./lowering/batch-chunks.ts";
import { overlap, type Span, spansOf } from "./regions.ts";
import type { Storage } from "./tensor.ts";

/** Calls that each unit of work goes through in order, without a barrier in between. */
interface Chain {
  readonly units: number;
  /** Units that a thread claims at a time. */
  readonly grain: number;
  /** Units given to one kernel call. */
  readonly inner: number;
  readonly calls: readonly Call[];
}

/** Chains that do not depend on each other; the next phase begins when all of their claims are done. */
export type Phase = readonly Chain[];

interface Scheduled {
  readonly call: Call;
  /** Among all calls, as they were given. */
  readonly number: number;
  readonly bySample: boolean;
  phase: number;
}

/** A part of a storage that a scheduled call touches. */
interface Touch extends Span {
  readonly by: Scheduled;
}

/** All of a storage's, in order. */
interface Touches {
  readonly reads: Touch[];
  readonly writes: Touch[];
}

/**
 * Sorts calls into phases: each goes into the earliest phase that its dependencies allow. Two calls that touch the same
 * bytes, one of them writing, need a barrier between them, unless both run sample by sample over a storage that is
 * divided by sample; then the same thread computes both for a sample, one after the other.
 *
 * @param final what is written only after all calls before: see `ProgramOptions`
 */
export function schedule(calls: readonly Call[], batch: number, final: ReadonlySet<Storage> = new Set()): Phase[] {
  const scheduled: Scheduled[] = [];
  let deepest = -1; // phase of the calls before that write nothing final
  const touched = new Map<Storage, Touches>();
  for (const [number, call] of calls.entries()) {
    const spans = spansOf(call, batch);
    const bySample = definitionOf(call).axis === "sample";
    const isFinal = writesTo(call, final);
    let phase = isFinal ? deepest + 1 : 0;
    for (const span of spans) {
      const earlier = touched.get(span.storage);
      if (!earlier) continue;
      const waitFor = (touch: Touch): void => {
        const after = bySample && touch.by.bySample && span.storage.bySample ? touch.by.phase : touch.by.phase + 1;
        if (after > phase && overlap(touch, span)) phase = after;
      };
      earlier.writes.forEach(waitFor);
      if (span.writes) earlier.reads.forEach(waitFor);
    }
    if (!isFinal) deepest = Math.max(deepest, phase);
    const by = { call, number, bySample, phase };
    scheduled.push(by);
    for (const span of spans) {
      let touches = touched.get(span.storage);
      if (!touches) {
        touches = { reads: [], writes: [] };
        touched.set(span.storage, touches);
      }
      (span.writes ? touches.writes : touches.reads).push({ ...span, by });
    }
  }
  for (const one of scheduled) if (one.call.late) postpone(one, touched);
  const count = scheduled.reduce((most, { phase }) => Math.max(most, phase + 1), 0);
  return Array.from({ length: count }, (_, number) => {
    const members = scheduled.filter(({ phase }) => phase === number);
    const perSample = members.filter(({ bySample }) => bySample);
    const chains: Chain[] = members.filter(({ bySample }) => !bySample).map(({ call }) => tileChain(call, batch));
    // Samples first: they are the longest chains as a rule, and short ones fill the gap at the end.
    if (perSample.length > 0) chains.unshift(sampleChain(perSample, batch));
    return chains;
  });
}

/**
 * Moves a call to the first phase that reads what it writes, where those calls and it run sample by sample. It stays where it is if
 * what it reads is written again by a later call.
 */
function postpone(one: Scheduled, touched: ReadonlyMap<Storage, Touches>): void {
  const readers = new Set<Scheduled>();
  for (const { tensor, writes } of accessesOf(one.call)) {
    const touches = touched.get(tensor.storage) as Touches;
    if (!writes) {
      if (touches.writes.some(({ by }) => by.number > one.number)) return;
      continue;
    }
    if (!tensor.storage.bySample) return;
    for (const { by } of [...touches.reads, ...touches.writes]) if (by !== one) readers.add(by);
  }
  if (!one.bySample || readers.size === 0 || [...readers].some(({ bySample }) => !bySample)) return;
  one.phase = Math.min(...[...readers].map(({ phase }) => phase));
}

/** A call's operands of one claim should stay in the second-level cache from call to call. */
const CACHE_BYTES = 256 * 1024;

function sampleChain(members: readonly Scheduled[], batch: number): Chain {
  const grain = chunkOf(batch);
  const storages = new Set(members.flatMap(({ call }) => accessesOf(call).map(({ tensor }) => tensor.storage)));
  let bytes = 1;
  for (const storage of storages) if (storage.bySample) bytes += storage.bytes / batch;
  const inner = Math.max(1, Math.min(grain, Math.floor(CACHE_BYTES / bytes)));
  return { units: batch, grain, inner, calls: members.map(({ call }) => call) };
}

/** Whether a call writes one of these storages. */
export const writesTo = (call: Call, storages: ReadonlySet<Storage>): boolean =>
  accessesOf(call).some(({ tensor, writes }) => writes && storages.has(tensor.storage));

/** A claim should be worth some 5 µs, and 16 claims should be left for a team to share. */
const CLAIM_WORK = 200_000;

/** As many as a counter of claims holds: see assembly/team.ts. */
const MOST_CLAIMS = 2 ** 24 - 1;

function tileChain(call: Call, batch: number): Chain {
  const definition = definitionOf(call);
  const args = encodeArguments(call, batch, unplaced);
  const units = definition.units?.(args) ?? 1;
  const work = definition.work?.(args) ?? CLAIM_WORK;
  const wanted = Math.max(Math.floor(CLAIM_WORK / Math.max(work, 1)), definition.shared?.(args) ?? 1);
  const grain = Math.max(1, Math.min(wanted, Math.ceil(units / 16)), Math.ceil(units / MOST_CLAIMS));
  return { units, grain, inner: grain, calls: [call] };
}
