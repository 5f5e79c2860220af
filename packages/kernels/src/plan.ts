import { accessesOf } from "./call.ts";
import type { Phase } from "./schedule.ts";
import type { Storage } from "./tensor.ts";

/** A storage with its offset in the region of transient memory. */
interface Placement {
  readonly storage: Storage;
  readonly offset: number;
  /** First and last phase that touch it. */
  readonly from: number;
  readonly to: number;
}

export interface Plan {
  readonly placements: readonly Placement[];
  readonly bytes: number;
}

/** Kernels load whole vectors: up to this many bytes past an end may be read, never used. */
export const SLACK = 64;

/** Bytes rounded up to whole lines of the cache. */
export const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

export interface PlanOptions {
  /** Storages that have, or will get, an address of their own; so do all that have an address already. */
  readonly persistent?: ReadonlySet<Storage>;
  /** Storages that lie in each thread's workspace: see thread-local.ts. */
  readonly threadLocal?: ReadonlyMap<Storage, number>;
  /** false gives each storage an address of its own, so that all values of a step can be looked at afterwards. */
  readonly reuse?: boolean;
}

/**
 * Gives every other transient storage an address for the phases in which it is in use. Two storages share memory only if
 * a barrier lies between their uses. Greedy by size, into the lowest gap that is free (as in TensorFlow Lite's arena).
 */
export function plan(
  phases: readonly Phase[],
  { persistent = new Set(), threadLocal = new Map(), reuse = true }: PlanOptions = {},
): Plan {
  const lives = new Map<Storage, { from: number; to: number }>();
  phases.forEach((phase, number) => {
    for (const { tensor } of phase.flatMap((chain) => chain.calls).flatMap(accessesOf)) {
      if (tensor.storage.address >= 0 || persistent.has(tensor.storage) || threadLocal.has(tensor.storage)) continue;
      const life = lives.get(tensor.storage);
      if (life) life.to = number;
      else lives.set(tensor.storage, { from: number, to: number });
    }
  });
  const bySize = [...lives].sort(([a], [b]) => b.bytes - a.bytes); // stable: equal sizes stay in program order
  const placements: Placement[] = [];
  let bytes = 0;
  for (const [storage, { from, to }] of bySize) {
    const size = align(storage.bytes + SLACK);
    const rivals = placements
      .filter((other) => !reuse || (other.from <= to && from <= other.to))
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const rival of rivals) {
      if (offset + size <= rival.offset) break;
      offset = Math.max(offset, rival.offset + align(rival.storage.bytes + SLACK));
    }
    placements.push({ storage, offset, from, to });
    bytes = Math.max(bytes, offset + size);
  }
  return { placements, bytes };
}
