import type { Payload } from "./payload.ts";

/** What has become of a trial. */
export type Arrival = { readonly value: unknown } | { readonly failed: string };

interface TrackerOptions {
  /** Nothing happens where it is there already. */
  readonly add: (jobId: string, payload: Payload) => Promise<void>;
  readonly remove: (jobId: string) => Promise<void>;
  readonly look: (jobIds: readonly string[]) => Promise<readonly (Arrival | "waiting" | "missing")[]>;
  readonly onEpoch?: (payload: Payload, epoch: number, epochs: number, figure: number | null) => void;
}

/** Waits for trials that were given out. */
export interface Tracker {
  /** @returns undefined where it was stopped */
  wait(jobId: string, payload: Payload, signal: AbortSignal): Promise<Arrival | undefined>;
  arrived(jobId: string, arrival: Arrival): void;
  progressed(jobId: string, data: unknown): void;
  /** Takes back what nobody has begun. */
  close(): Promise<void>;
}

interface Waiting {
  readonly payload: Payload;
  readonly resolve: (arrival: Arrival | undefined) => void;
}

/** Milliseconds from one look at what is waited for to the next. */
const LOOK = 2000;
/** Trials of one look. */
const MOST = 200;

/**
 * Hears of ends, and looks from time to time whether what is waited for is still there: a server that was started again may have
 * lost both the trial and the news of its end.
 */
export function createTracker({ add, remove, look, onEpoch }: TrackerOptions): Tracker {
  const waiting = new Map<string, Waiting>();
  const stopped = new Set<string>();
  let isLooking = false;

  const arrived = (jobId: string, arrival: Arrival | undefined): void => {
    const found = waiting.get(jobId);
    waiting.delete(jobId);
    found?.resolve(arrival);
  };

  async function lookAt(jobIds: readonly string[]): Promise<void> {
    for (let i = 0; i < jobIds.length; i += MOST) {
      const part = jobIds.slice(i, i + MOST);
      const found = await look(part);
      for (const [k, jobId] of part.entries()) {
        const state = found[k] ?? "waiting";
        const payload = waiting.get(jobId)?.payload;
        if (state === "waiting" || !payload) continue;
        if (state === "missing") await add(jobId, payload);
        else arrived(jobId, state);
      }
    }
  }

  const timer = setInterval(async () => {
    if (isLooking || waiting.size === 0) return;
    isLooking = true; // while the server is away this one look waits for it
    try {
      await lookAt([...waiting.keys()]);
    } catch {
      // the next one will see
    } finally {
      isLooking = false;
    }
  }, LOOK);

  return {
    async wait(jobId, payload, signal) {
      if (signal.aborted) return undefined;
      const stop = (): void => {
        stopped.add(jobId);
        arrived(jobId, undefined);
      };
      signal.addEventListener("abort", stop, { once: true });
      try {
        return await new Promise<Arrival | undefined>((resolve) => {
          waiting.set(jobId, { payload, resolve });
          // It may have been given out, and even trained, before this process began.
          add(jobId, payload)
            .then(() => lookAt([jobId]))
            .catch(() => undefined);
        });
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    arrived,
    progressed(jobId, data) {
      const payload = waiting.get(jobId)?.payload;
      const [epoch, epochs, figure] = Array.isArray(data) ? data : [];
      const isFigure = figure === null || Number.isFinite(figure);
      if (payload && Number.isSafeInteger(epoch) && Number.isSafeInteger(epochs) && isFigure) {
        onEpoch?.(payload, epoch, epochs, figure);
      }
    },
    async close() {
      clearInterval(timer);
      const left = [...stopped, ...waiting.keys()];
      await Promise.all(left.map((jobId) => remove(jobId).catch(() => undefined)));
    },
  };
}
