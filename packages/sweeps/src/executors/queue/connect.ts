import { ResultError } from "@assay/runs/errors";
import { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";

/** Milliseconds after which a server that has not answered is not there. */
const PATIENCE = 3000;

/**
 * Connects to a queue server. Once it was there, it is waited for whenever it goes away; that is said once, and once that it is back.
 * @throws ResultError where none answers within some seconds, or it refuses the password
 */
export async function connect(address: QueueAddress, say: (line: string) => void): Promise<Redis> {
  await probe(address);
  const redis = new Redis({
    ...optionsOf(address),
    maxRetriesPerRequest: null, // a command waits for the server
    retryStrategy: (times: number) => Math.min(100 * times, 1000),
  });
  let isAway = false;
  redis.on("error", () => undefined); // told by "close"
  redis.on("close", () => {
    if (isAway || redis.status === "end") return;
    isAway = true;
    // A connection that this process closes itself is at its end at once.
    setTimeout(() => {
      if (redis.status !== "ready" && redis.status !== "end")
        say(`The queue server ${address.shown} is away; waiting for it.`);
      else isAway = false;
    }, 500).unref();
  });
  redis.on("ready", () => {
    if (isAway) say(`The queue server ${address.shown} is back.`);
    isAway = false;
  });
  return redis;
}

async function probe(address: QueueAddress): Promise<void> {
  const redis = new Redis({
    ...optionsOf(address),
    ...{ lazyConnect: true, connectTimeout: PATIENCE, maxRetriesPerRequest: 0, retryStrategy: () => null },
  });
  let reason = "no answer";
  redis.on("error", (error: Error) => {
    reason = reasonOf(error);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), PATIENCE);
  });
  try {
    await Promise.race([redis.connect().then(() => redis.select(address.db)), late]);
  } catch (error) {
    const refuses = /NOAUTH|WRONGPASS|AUTH|NOPERM/.exec(String(error)) ?? /NOAUTH|WRONGPASS|NOPERM/.exec(reason);
    // A database that is not there would be taken for the first one.
    const lacks = /DB index/.test(String(error))
      ? `the queue server ${address.shown} has no database ${address.db}`
      : undefined;
    const rule =
      lacks ??
      (refuses
        ? `the queue server ${address.shown} refuses the user or the password of the URL`
        : `no queue server answers at ${address.shown} (${reason}); start one: redis-server, or valkey-server`);
    throw new ResultError(`[sweeps/queue] ${rule}`);
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

const optionsOf = ({ host, port, username, password, db, tls }: QueueAddress) => ({
  ...{ host, port, db, disconnectTimeout: 100 },
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
  ...(tls && { tls: { servername: host } }),
});

const reasonOf = (error: Error & { readonly code?: string }): string => error.code ?? error.message;
