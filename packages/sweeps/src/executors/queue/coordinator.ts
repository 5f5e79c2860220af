import { RefusedError, ResultError } from "@assay/runs/errors";
import { Queue, QueueEvents } from "bullmq";
import { failedResult } from "../../failed-result.ts";
import type { TrialResult } from "../../trial.ts";
import type { QueueAddress } from "./address.ts";
import { connect } from "./connect.ts";
import { type DeliveredFile, type DeliveredFiles, readDelivery } from "./delivery.ts";
import { createLookout } from "./lookout.ts";
import { KEPT, QUEUE } from "./names.ts";
import { jobIdOf, type Payload } from "./payload.ts";
import { type Arrival, createTracker } from "./tracker.ts";
import { download, forget, isFull, verified } from "./transfer.ts";
import { within } from "./within.ts";

export interface TrialQueueOptions {
  readonly address: QueueAddress;
  /** Most trials that are given out at a time. Default: as many as the workers take */
  readonly jobs?: number | undefined;
  /**
   * Takes in the files of a run.
   * @param read the bytes of one on the server, for a run that was not put in a folder; ends with an error where they differ from what was sent
   * @returns the trial's result as its run says it; undefined where it was given up, by the signal
   * @throws where they are gone or differ: the trial is given out again; ResultError where they cannot be written
   */
  readonly receive: (
    payload: Payload,
    run: DeliveredFiles,
    result: TrialResult,
    read: (file: DeliveredFile) => AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => Promise<TrialResult | undefined>;
  /** Told of each evaluated epoch that is heard of. */
  readonly onEpoch?: (payload: Payload, epoch: number, epochs: number, figure: number | null) => void;
  /** Given lines for the user. */
  readonly say: (line: string) => void;
  /** Milliseconds after which it says that no worker is there. Default: 4000 */
  readonly patience?: number;
}

/** Trials given out through a queue, for workers on any machine. */
export interface TrialQueue {
  /** What the workers take together; at least 1. */
  readonly slots: number;
  /** Has one trained. @returns undefined where it was stopped */
  run(payload: Payload, signal: AbortSignal): Promise<TrialResult | undefined>;
  /** Removes a trial from the queue once its result is kept. @param run as its payload calls it */
  settle(run: string): void;
  /** Takes back what no worker has begun. */
  close(): Promise<void>;
}

/** Deliveries in a row that cannot be used, after which a trial has failed. */
const ATTEMPTS = 3;
/** Milliseconds without a worker until that is said. */
const PATIENCE = 4000;
/** Milliseconds that closing waits for the server. */
const CLOSING = 2000;

/**
 * Gives out trials. What the server holds is no more than a way to workers: what it loses is given out again, so it may be stopped,
 * emptied and started at any time. @throws ResultError where no server answers
 */
export async function openTrialQueue(options: TrialQueueOptions): Promise<TrialQueue> {
  const { address, jobs, receive, onEpoch, say, patience = PATIENCE } = options;
  const redis = await connect(address, say);
  const queue = new Queue<Payload>(QUEUE, { connection: redis });
  const listening = redis.duplicate(); // it blocks
  listening.on("error", () => undefined);
  const events = new QueueEvents(QUEUE, { connection: listening });
  queue.on("error", () => undefined); // said by `connect`
  events.on("error", () => undefined);
  const kept = { age: KEPT.result };
  let hasRoom = true;
  const tracker = createTracker({
    async add(jobId, payload) {
      try {
        await queue.add(payload.title, payload, { jobId, attempts: 1, removeOnComplete: kept, removeOnFail: kept });
        hasRoom = true;
      } catch (error) {
        if (isFull(error) && hasRoom) say(`The queue server ${address.shown} is full; waiting for room.`);
        hasRoom &&= !isFull(error);
        throw error; // the tracker tries again
      }
    },
    remove: async (jobId) => void (await queue.remove(jobId)),
    look: async (jobIds) => {
      const pipeline = redis.pipeline();
      for (const jobId of jobIds) {
        pipeline.hmget(queue.toKey(jobId), "timestamp", "finishedOn", "returnvalue", "failedReason");
      }
      return ((await pipeline.exec()) ?? []).map(([, found]) => stateOf(found));
    },
    ...(onEpoch && { onEpoch }),
  });
  events.on("completed", ({ jobId, returnvalue }) => tracker.arrived(jobId, { value: parsed(returnvalue) }));
  events.on("failed", ({ jobId, failedReason }) => tracker.arrived(jobId, { failed: failedReason }));
  events.on("progress", ({ jobId, data }) => tracker.progressed(jobId, data));
  const leave = async (): Promise<void> => {
    // Without a server the two would wait for it.
    await within(500, Promise.all([events.close(), queue.close()]));
    for (const connection of [listening, redis]) connection.disconnect();
  };
  const lookout = await events
    .waitUntilReady()
    .then(() => createLookout(redis, address, say, patience))
    .catch(async (error: Error) => {
      await within(CLOSING, tracker.close());
      await leave();
      throw new ResultError(`[sweeps/queue] the queue server ${address.shown} cannot be used: ${error.message}`);
    });
  const jobOf = new Map<string, string>();
  let isClosing = false;

  return {
    get slots() {
      return Math.max(1, Math.min(jobs ?? Number.POSITIVE_INFINITY, lookout.slots));
    },
    async run(payload, signal) {
      const jobId = jobIdOf(payload);
      jobOf.set(payload.run, jobId);
      let reason = "";
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const arrival = await tracker.wait(jobId, payload, signal);
        if (!arrival) return undefined;
        if ("failed" in arrival) return failedResult(arrival.failed);
        const delivery = readDelivery(arrival.value);
        if (!("fault" in delivery)) {
          const { result, run } = delivery;
          if (!run) return result;
          const { token, place } = run;
          try {
            const from = (file: DeliveredFile) => verified(file, download(redis, token, file.name));
            const received = await receive(payload, run, result, from, signal);
            if (place === "server") forget(redis, token).catch(() => undefined);
            return received;
          } catch (error) {
            if (error instanceof ResultError) throw error;
            if (error instanceof RefusedError) return failedResult(error.message); // its run is held here
            reason = (error as Error).message;
          }
        } else reason = delivery.fault;
        await queue.remove(jobId);
      }
      return failedResult(`what its workers sent cannot be used: ${reason} (${ATTEMPTS} times)`);
    },
    settle(run) {
      const jobId = jobOf.get(run);
      jobOf.delete(run);
      if (jobId !== undefined) queue.remove(jobId).catch(() => undefined);
    },
    async close() {
      if (isClosing) return;
      isClosing = true;
      lookout.stop();
      const whole = async (): Promise<void> => {
        await tracker.close();
        await redis.ping(); // what `settle` has sent has arrived
      };
      await within(CLOSING, whole());
      await leave();
    },
  };
}

function stateOf(found: unknown): Arrival | "waiting" | "missing" {
  const [timestamp, finished, value, reason] = (found ?? []) as (string | null)[];
  if (!timestamp) return "missing";
  if (!finished) return "waiting";
  return reason ? { failed: reason } : { value: parsed(value) };
}

/** Events have the value, or its text, as the version of the library has it. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
