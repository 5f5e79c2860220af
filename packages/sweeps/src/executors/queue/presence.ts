import type { Redis } from "ioredis";
import { checker } from "./checker.ts";
import { REFUSALS_KEY, WORKERS_KEY } from "./names.ts";

/** A worker, as coordinators see it. */
export interface Presence {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Trials at a time. */
  readonly jobs: number;
}

/** A worker that has left, as it cannot train what is given out. */
export interface Refusal extends Omit<Presence, "jobs"> {
  readonly why: string;
}

/** Seconds: for how long a worker counts as present, and for how long why it has left is told. */
const SECONDS = { presence: 8, refusal: 300 } as const;

/** Milliseconds from one sign of presence to the next. */
export const PRESENCE = 2000;

const common = {
  id: { type: "string", pattern: "^[0-9a-f-]{36}$" },
  host: { type: "string", maxLength: 255 },
  pid: { type: "integer", minimum: 0, maximum: 2 ** 32 },
} as const;
const presenceFault = checker({
  type: "object",
  additionalProperties: false,
  required: ["id", "host", "pid", "jobs"],
  properties: { ...common, jobs: { type: "integer", minimum: 1, maximum: 1024 } },
});
const refusalFault = checker({
  type: "object",
  additionalProperties: false,
  required: ["id", "host", "pid", "why"],
  properties: { ...common, why: { type: "string", maxLength: 1000 } },
});

// Times are the server's: clocks of machines differ. Members of a sorted set have no expiry; their score is the time of it.
const ADD = `local now = redis.call("TIME")[1]
redis.call("ZADD", KEYS[1], now + ARGV[1], ARGV[2])
return redis.call("EXPIRE", KEYS[1], ARGV[1] * 10)`;
const LOOK = `local now = redis.call("TIME")[1]
local found = {}
for i, key in ipairs(KEYS) do
  redis.call("ZREMRANGEBYSCORE", key, "-inf", now)
  found[i] = redis.call("ZRANGE", key, 0, 9999)
end
return found`;

export async function sayPresent(redis: Redis, worker: Presence): Promise<void> {
  await redis.eval(ADD, 1, WORKERS_KEY, SECONDS.presence, JSON.stringify(worker));
}

export async function sayRefused(redis: Redis, refusal: Refusal): Promise<void> {
  await redis.eval(ADD, 1, REFUSALS_KEY, SECONDS.refusal, JSON.stringify(refusal));
}

export async function sayGone(redis: Redis, worker: Presence): Promise<void> {
  await redis.zrem(WORKERS_KEY, JSON.stringify(worker));
}

/** Who is there, and who has left. */
export async function lookAround(redis: Redis): Promise<{ workers: Presence[]; refusals: Refusal[] }> {
  const [workers, refusals] = (await redis.eval(LOOK, 2, WORKERS_KEY, REFUSALS_KEY)) as string[][];
  return {
    workers: (workers ?? []).map(parse).filter((value): value is Presence => presenceFault(value) === undefined),
    refusals: (refusals ?? []).map(parse).filter((value): value is Refusal => refusalFault(value) === undefined),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
