import { Redis } from "ioredis";
import { QUEUE } from "../../src/executors/queue/names.ts";

/**
 * Ends the leases of all trials that are being trained, as time would.
 * @returns whether all of these trials have been taken again since
 */
export async function endLeases(url: string): Promise<() => Promise<boolean>> {
  const locks = await using(url, async (redis) => {
    const keys = await redis.keys(`bull:${QUEUE}:*:lock`);
    await Promise.all(keys.map((key) => redis.unlink(key)));
    return keys;
  });
  return () =>
    using(url, async (redis) => {
      const begun = await Promise.all(locks.map((key) => redis.hget(key.replace(/:lock$/, ""), "ats")));
      return begun.every((times) => times === null || Number(times) > 1); // one that is settled is not there any more
    });
}

async function using<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
