import { escapeUnsafe } from "@assay/experiment/plain-text";
import type { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { lookAround } from "./presence.ts";

/** Milliseconds from one look for workers to the next. */
const LOOK = 1000;

/** Who takes trials. */
export interface Lookout {
  /** Trials that the workers take at a time, together. */
  readonly slots: number;
  stop(): void;
}

/**
 * Looks for workers, and says where there is none, and which ones have left as they cannot train what is given out.
 * @param patience milliseconds after which it is said that there is none
 */
export async function createLookout(
  redis: Redis,
  { shown, tls }: QueueAddress,
  say: (line: string) => void,
  patience: number,
): Promise<Lookout> {
  const told = new Set<string>();
  let slots = 0;
  let isLooking = false;
  let isFirst = true;
  let nobody: number | undefined;
  let hasSaid = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const { workers, refusals } = await lookAround(redis);
      slots = workers.reduce((sum, { jobs }) => sum + jobs, 0);
      for (const { id, host, pid, why } of refusals) {
        if (!told.has(id) && !isFirst)
          say(`A worker has left, process ${pid} of ${escapeUnsafe(host)}: ${escapeUnsafe(why)}`);
        told.add(id);
      }
      isFirst = false;
      if (slots > 0) nobody = undefined;
      else nobody ??= performance.now();
      if (nobody === undefined || hasSaid || performance.now() - nobody < patience) return;
      hasSaid = true;
      say(
        `No worker is there. On this machine or any other: pnpm run worker --queue ${tls ? "rediss" : "redis"}://${shown}`,
      );
    } catch {
      // the next look will see
    } finally {
      isLooking = false;
    }
  };
  await look();
  const timer = setInterval(look, LOOK);
  return {
    get slots() {
      return slots;
    },
    stop: () => clearInterval(timer),
  };
}
