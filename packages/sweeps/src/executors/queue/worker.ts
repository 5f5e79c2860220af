import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { RefusedError, ResultError } from "@assay/runs/errors";
import { type Job, UnrecoverableError, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { connect } from "./connect.ts";
import type { Delivery } from "./delivery.ts";
import { LEASE, MOST_STALLS, QUEUE } from "./names.ts";
import { otherProtocol, type Payload, PROTOCOL, payloadFault } from "./payload.ts";
import { PRESENCE, type Presence, sayGone, sayPresent, sayRefused } from "./presence.ts";
import { isFull } from "./transfer.ts";
import { within } from "./within.ts";

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  /** Trials at a time. */
  readonly jobs: number;
  /**
   * Trains a trial whose payload was checked. What it throws is the trial's end, but for RefusedError and ResultError, which are the
   * worker's: the trial is given back.
   * @returns undefined where it was stopped
   */
  readonly train: (
    payload: Payload,
    attempt: {
      readonly signal: AbortSignal;
      readonly onEpoch: (epoch: number, epochs: number, figure: number | null) => void;
      readonly redis: Redis;
    },
  ) => Promise<Delivery | undefined>;
  /** Told of a delivery that was taken. Another one is not looked at by anybody. */
  readonly onTaken?: (delivery: Delivery) => void;
  /** Told of one that was refused, as its lease was lost; or it was taken, and the server's answer was lost. */
  readonly onRefused?: (delivery: Delivery) => void;
  readonly say: (line: string) => void;
  /** Milliseconds that it holds a trial without a sign of life, the same for all workers of a queue. Default: 10,000 */
  readonly lease?: number;
}

export interface QueueWorker {
  /** Resolves with what ends the worker by itself. */
  readonly ended: Promise<RefusedError | ResultError>;
  /** Gives back what is being trained, and leaves. */
  stop(): Promise<void>;
}

interface Attempt {
  readonly job: Job<Payload>;
  readonly token: string;
  readonly controller: AbortController;
  isGivenBack: boolean;
}

/** Milliseconds between two tellings of a trial's epochs, and that leaving waits for the server. */
const TELL = 300;
const LEAVING = 2000;

/**
 * Takes trials from a queue. Each is held by a lease: a worker that is frozen or cut off longer than that has lost its trial to
 * another one, and what it sends then is refused. @throws ResultError where no server answers
 */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const { address, jobs, train, onTaken, onRefused, say, lease = LEASE } = options;
  const redis = await connect(address, say);
  const presence: Presence = { id: randomUUID(), host: hostname(), pid: process.pid, jobs };
  try {
    await sayPresent(redis, presence); // before it takes anything: a server that is full may refuse
  } catch (error) {
    redis.disconnect();
    const why = isFull(error)
      ? "is full, it takes no worker; raise its maxmemory"
      : `takes no worker: ${reason(error)}`;
    throw new ResultError(`[sweeps/queue] the queue server ${address.shown} ${why}`);
  }
  const attempts = new Set<Attempt>();
  const delivered = new Map<string, Delivery>();
  let isLeaving = false;
  const { promise: ended, resolve: end } = Promise.withResolvers<RefusedError | ResultError>();

  const giveBack = async (attempt: Attempt): Promise<void> => {
    if (attempt.isGivenBack) return;
    attempt.isGivenBack = true;
    await attempt.job.moveToWait(attempt.token).catch(() => undefined); // where the lease is lost, it is given out already
  };

  async function work(job: Job<Payload>, token: string): Promise<Delivery> {
    const version = otherProtocol(job.data);
    const fault = version === undefined ? payloadFault(job.data) : undefined;
    if (fault !== undefined) throw new UnrecoverableError(`[sweeps/queue] it is no trial: ${fault}`);
    const attempt: Attempt = { job, token, controller: new AbortController(), isGivenBack: false };
    attempts.add(attempt);
    const lose = (): void => {
      attempt.isGivenBack = true;
      attempt.controller.abort();
    };
    const renewal = setInterval(async () => {
      const isHeld = await job.extendLock(token, lease).catch(() => 1); // in doubt the server tells at the end
      if (!isHeld) lose();
    }, lease / 4);
    let told = 0;
    const onEpoch = (epoch: number, epochs: number, figure: number | null): void => {
      if (performance.now() - told < TELL) return;
      told = performance.now();
      job.updateProgress([epoch, epochs, figure]).catch(() => undefined);
    };
    try {
      if (version !== undefined) throw otherAssay(version);
      const delivery = isLeaving
        ? undefined
        : await train(job.data, { signal: attempt.controller.signal, onEpoch, redis });
      if (delivery && !attempt.isGivenBack) {
        delivered.set(job.id ?? "", delivery);
        return delivery;
      }
      if (delivery) onRefused?.(delivery);
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof ResultError)) throw new UnrecoverableError(reason(error));
      await giveBack(attempt);
      if (error instanceof RefusedError) {
        const { id, host, pid } = presence;
        await sayRefused(redis, { id, host, pid, why: error.message.slice(0, 1000) }).catch(() => undefined);
      }
      end(error);
    } finally {
      clearInterval(renewal);
      attempts.delete(attempt);
    }
    await giveBack(attempt);
    throw new WaitingError();
  }

  const worker = new Worker<Payload, Delivery>(QUEUE, (job, token = "") => work(job, token), {
    connection: redis,
    concurrency: jobs,
    lockDuration: lease,
    skipLockRenewal: true, // `work` renews: it is to see that a lease is lost
    stalledInterval: lease / 2,
    maxStalledCount: MOST_STALLS,
    drainDelay: 2,
  });
  // Of the server: said by `connect`. Of a lost lease: the name of the job is all that tells which one.
  worker.on("error", ({ message }) => {
    for (const [jobId, delivery] of delivered) {
      if (!message.includes(jobId)) continue;
      delivered.delete(jobId);
      onRefused?.(delivery);
    }
  });
  worker.on("completed", ({ id = "" }, delivery) => {
    delivered.delete(id);
    onTaken?.(delivery);
  });
  const present = (): void => void sayPresent(redis, presence).catch(() => undefined);
  const timer = setInterval(present, PRESENCE);

  return {
    ended,
    async stop() {
      isLeaving = true;
      clearInterval(timer);
      // First it takes nothing any more: it would be the first to have what it gives back.
      const leave = async (): Promise<void> => {
        await worker.close(true);
        await Promise.all([sayGone(redis, presence), ...[...attempts].map(giveBack)]);
        await sleep(50); // what was on its way to it is given back by `work`
      };
      await within(LEAVING, leave());
      for (const { controller } of attempts) controller.abort();
      redis.disconnect();
    },
  };
}

const otherAssay = (version: number): RefusedError =>
  new RefusedError(
    "sweeps/queue",
    `the trials on the queue have version ${version}, this worker takes ${PROTOCOL}`,
    "use the same Assay everywhere",
  );

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 1000);
