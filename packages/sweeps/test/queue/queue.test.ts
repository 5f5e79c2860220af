import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RefusedError, ResultError } from "@assay/runs/errors";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createProcesses } from "../../src/executors/processes.ts";
import {
  type Delivery,
  describe as describeFiles,
  openTrialQueue,
  type QueueWorkerOptions,
  readAddress,
  startQueueWorker,
  type TrialQueueOptions,
  upload,
} from "../../src/executors/queue/index.ts";
import { QUEUE } from "../../src/executors/queue/names.ts";
import { hasServer, startServer, type TestServer, titleWithServer } from "./redis-server.ts";
import { payloadOf, resultOf } from "./sample-payload.ts";

/** A lease that ends soon: ms. */
const SHORT = 1000;

const PROGRAM = fileURLToPath(new URL("../fake-process.mjs", import.meta.url));

describe.skipIf(!hasServer)(titleWithServer("trials through a queue"), () => {
  let server: TestServer;
  let redis: Redis;
  const folder = mkdtempSync(join(tmpdir(), "assay-queue-"));
  const open: (() => Promise<void>)[] = [];
  const { signal } = new AbortController();
  const forever = new Promise<never>(() => undefined);

  beforeAll(async () => {
    server = await startServer();
    redis = new Redis(server.port);
    redis.on("error", () => undefined);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((close) => close()));
    await redis.config("SET", "maxmemory", "0");
    await redis.flushall();
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  async function coordinator(options: Partial<TrialQueueOptions> = {}, said: string[] = []) {
    const address = readAddress(server.url);
    const queue = await openTrialQueue({
      ...{ address, say: (line) => said.push(line), receive: async (_, __, result) => result },
      ...options,
    });
    open.push(() => queue.close());
    return queue;
  }

  async function worker(train: QueueWorkerOptions["train"], options: Partial<QueueWorkerOptions> = {}) {
    const address = readAddress(server.url);
    const started = await startQueueWorker({ address, jobs: 2, say: () => undefined, train, ...options });
    open.push(() => started.stop());
    return started;
  }

  const echo: QueueWorkerOptions["train"] = async ({ run }) => ({
    result: resultOf(Number(/seed(\d+)/.exec(run)?.[1])),
  });
  const all = (count: number) => Array.from({ length: count }, (_, i) => i);

  test("each trial gets its own result, as many at a time as the workers take, and nothing of it stays", async () => {
    await worker(echo);
    await worker(echo, { jobs: 3 });
    const queue = await coordinator();
    expect(queue.slots).toBe(5);
    const results = await Promise.all(all(20).map((i) => queue.run(payloadOf(i), signal)));
    expect(results).toEqual(all(20).map(resultOf));
    for (const i of all(20)) queue.settle(payloadOf(i).run);
    await queue.close();
    expect((await redis.keys(`bull:${QUEUE}:trial-*`)).length).toBe(0);
  });

  test("a server that is started again without its data costs nothing but time", async () => {
    const said: string[] = [];
    const queue = await coordinator({}, said);
    const waiting = all(6).map((i) => queue.run(payloadOf(i), signal));
    const { promise: isBack, resolve } = Promise.withResolvers<void>();
    await worker(async (payload, attempt) => {
      if (!payload.run.includes("seed0-")) await isBack;
      return echo(payload, attempt);
    });
    await waiting[0];
    await server.stop();
    await expect.poll(() => said.join(), { timeout: 10_000 }).toContain("is away");
    await server.start();
    await expect.poll(() => said.join(), { timeout: 10_000 }).toContain("is back");
    resolve();
    expect(await Promise.all(waiting)).toEqual(all(6).map(resultOf));
    expect(said.length, "each is said once").toBe(2);
  });

  test("a coordinator that comes back finds what was trained meanwhile, and one that leaves takes back what nobody has begun", async () => {
    const stop = new AbortController();
    const first = await coordinator();
    const left = all(3).map((i) => first.run(payloadOf(i), stop.signal));
    await expect.poll(() => redis.llen(`bull:${QUEUE}:wait`)).toBe(3);
    stop.abort();
    expect(await Promise.all(left)).toEqual([undefined, undefined, undefined]);
    await first.close();
    expect(await redis.llen(`bull:${QUEUE}:wait`), "taken back").toBe(0);

    const second = await coordinator();
    const lost = second.run(payloadOf(7), signal); // this coordinator is never heard of again
    let trained = 0;
    await worker(async (...given) => {
      trained++;
      return echo(...given);
    });
    await lost;
    const third = await coordinator();
    expect(await third.run(payloadOf(7), signal)).toEqual(resultOf(7));
    expect(trained).toBe(1);
  });

  test("a job that is no trial fails by itself; the worker goes on", async () => {
    const stranger = new Queue(QUEUE, { connection: redis });
    const job = await stranger.add("x", { run: "../../etc" }, { jobId: "x" });
    await worker(echo);
    const queue = await coordinator();
    expect(await queue.run(payloadOf(1), signal)).toEqual(resultOf(1));
    expect(await job.getState()).toBe("failed");
  });

  test("a trial of another version of the protocol is given back, and ends the worker with a refusal", async () => {
    const other = new Queue(QUEUE, { connection: redis });
    const job = await other.add("x", { ...payloadOf(1), version: 2, more: "x" }, { jobId: "x" });
    const said: string[] = [];
    await coordinator({}, said);
    const unfit = await worker(echo);
    const error = await unfit.ended;
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain("the trials on the queue have version 2, this worker takes 1");
    await unfit.stop();
    expect(await job.getState()).toBe("waiting");
    await expect.poll(() => said.join()).toContain("version 2, this worker takes 1");
  });

  test("what is no result is asked for three times, and then the trial has failed", async () => {
    let asked = 0;
    await worker(async () => {
      asked++;
      return { result: { ...resultOf(1), status: "completed" } } as Delivery;
    });
    const queue = await coordinator();
    const reason = "what its workers sent cannot be used: it has no files (3 times)";
    expect(await queue.run(payloadOf(1), signal)).toMatchObject({ status: "failed", reason });
    expect(asked).toBe(3);
  });

  test("a worker that has lost its lease stops, and its result is not taken; another one's is", async () => {
    let asked = 0;
    const taken: unknown[] = [];
    await worker(
      async (payload, { signal: own, ...rest }) => {
        if (asked++ > 0) return echo(payload, { signal: own, ...rest });
        for (const key of await redis.keys(`bull:${QUEUE}:*:lock`)) await redis.set(key, "another's", "PX", 500);
        await new Promise((resolve) => own.addEventListener("abort", resolve));
        return { result: resultOf(99) };
      },
      { onTaken: ({ result }) => taken.push(result), lease: SHORT },
    );
    const queue = await coordinator();
    expect(await queue.run(payloadOf(1), signal)).toEqual(resultOf(1));
    await expect.poll(() => taken).toEqual([resultOf(1)]);
  });

  test("a worker that leaves gives its trial back at once; one that cannot train it says why, and the coordinator too", async () => {
    const said: string[] = [];
    const queue = await coordinator({ patience: 0 }, said);
    const result = queue.run(payloadOf(1), signal);
    let isBegun = false;
    const leaving = await worker(() => {
      isBegun = true;
      return forever;
    });
    await expect.poll(() => isBegun).toBe(true);
    await leaving.stop();
    expect(await redis.llen(`bull:${QUEUE}:wait`)).toBe(1);

    const unfit = await worker(async () => {
      throw new RefusedError("sweeps/worker", "it has other data\u001b[2J");
    });
    expect(await unfit.ended).toBeInstanceOf(RefusedError);
    await unfit.stop();
    await expect.poll(() => said.join(), { timeout: 5000 }).toContain("it has other data\\u001b[2J");
    await expect.poll(() => said.join(), { timeout: 10_000 }).toContain("No worker is there");
    await worker(echo);
    expect(await result).toEqual(resultOf(1));
  });

  test("files come through the server as they were sent, and are gone then; a piece that is changed is noticed", async () => {
    const name = "model.safetensors";
    const bytes = randomBytes(2_500_000);
    writeFileSync(join(folder, name), bytes);
    let sent = 0;
    await worker(async (_, attempt) => {
      const token = String(++sent).padStart(32, "0");
      const run = { token, place: "server" as const, files: await describeFiles(folder, [name]) };
      await upload(attempt.redis, folder, run, attempt.signal);
      if (sent === 1) await redis.hset(`${QUEUE}:files:${token}`, `1 ${name}`, randomBytes(2 ** 20));
      return { result: { ...resultOf(1), status: "completed" }, run };
    });
    const received: Uint8Array[] = [];
    const queue = await coordinator({
      async receive(_, { files }, result, read) {
        received.splice(0);
        for (const file of files) for await (const piece of read(file)) received.push(piece);
        return result;
      },
    });
    expect(await queue.run(payloadOf(1), signal)).toMatchObject({ status: "completed" });
    expect(sent).toBe(2);
    expect(Buffer.concat(received).equals(bytes)).toBe(true);
    await expect.poll(() => redis.exists(`${QUEUE}:files:${"2".padStart(32, "0")}`)).toBe(0);
    expect(await redis.ttl(`${QUEUE}:files:${"1".padStart(32, "0")}`)).toBeGreaterThan(0);
  });

  test("a server that is full is waited for, until there is room", async () => {
    const name = "run.json";
    writeFileSync(join(folder, name), "{}");
    let [sent, refused] = [0, 0];
    await worker(async (_, attempt) => {
      sent++;
      const run = { token: "f".repeat(32), place: "server" as const, files: await describeFiles(folder, [name]) };
      const own = new Redis(server.port);
      const put = own.eval.bind(own) as (...given: unknown[]) => Promise<unknown>;
      own.eval = (...given: unknown[]) =>
        put(...given).catch(async (error: unknown) => {
          refused++;
          await redis.config("SET", "maxmemory", "0");
          throw error;
        });
      await redis.config("SET", "maxmemory", "1");
      await upload(own, folder, run, attempt.signal);
      own.disconnect();
      return { result: { ...resultOf(1), status: "completed" }, run };
    });
    const queue = await coordinator();
    expect(await queue.run(payloadOf(1), signal)).toMatchObject({ status: "completed" });
    expect([sent, refused]).toEqual([1, 1]);
  });

  test("a worker that a full server does not take ends with one line, and has taken nothing; a coordinator says that it waits", async () => {
    const said: string[] = [];
    const queue = await coordinator({}, said);
    await redis.config("SET", "maxmemory", "1");
    const result = queue.run(payloadOf(1), signal);
    await expect.poll(() => said.join()).toContain("is full; waiting for room");
    const connections = async () => ((await redis.client("LIST")) as string).trim().split("\n").length;
    const before = await connections();
    let begun = 0;
    const train: QueueWorkerOptions["train"] = (...given) => {
      begun++;
      return echo(...given);
    };
    const error = await worker(train).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResultError);
    expect(String(error)).toMatch(
      /^ResultError: \[sweeps\/queue\] the queue server 127\.0\.0\.1:\d+ is full, it takes no worker; .*$/,
    );
    await expect.poll(connections).toBe(before);
    await redis.config("SET", "maxmemory", "0");
    expect(begun).toBe(0);
    await worker(train);
    expect(await result).toEqual(resultOf(1));
    expect(begun).toBe(1);
  });

  test("an upload that is stopped leaves nothing, though the connection ends at once; its pieces have an end of their own", async () => {
    const names = ["run.json", "model.json"];
    for (const name of names) writeFileSync(join(folder, name), "{}");
    const token = "e".repeat(32);
    const key = `${QUEUE}:files:${token}`;
    const run = { token, place: "server" as const, files: await describeFiles(folder, names) };
    const stop = new AbortController();
    const own = new Redis(server.port);
    const put = own.eval.bind(own) as (...given: unknown[]) => Promise<unknown>;
    let ttl = 0;
    own.eval = async (...given: unknown[]) => {
      await put(...given);
      ttl = await redis.ttl(key);
      stop.abort();
      own.disconnect();
    };
    await expect(upload(own, folder, run, stop.signal)).rejects.toThrow();
    expect(ttl).toBeGreaterThan(0);
    await expect.poll(() => redis.exists(key)).toBe(0);
  });

  test("a delivery whose lease was lost on the way is told of, and so is one that the server takes", async () => {
    const told: unknown[] = [];
    let asked = 0;
    await worker(
      async () => {
        const result = resultOf(asked);
        if (asked++ > 0) return { result };
        for (const key of await redis.keys(`bull:${QUEUE}:*:lock`)) await redis.set(key, "another's", "PX", 100);
        return { result };
      },
      {
        onTaken: ({ result }) => told.push("taken", result.reason),
        onRefused: ({ result }) => told.push("refused", result.reason),
        lease: SHORT,
      },
    );
    const queue = await coordinator();
    expect(await queue.run(payloadOf(1), signal)).toEqual(resultOf(1));
    await expect.poll(() => told).toEqual(["refused", "number 0", "taken", "number 1"]);
  });

  test("a trial that crashes its process fails as it does without a queue, and the worker goes on", async () => {
    const pool = createProcesses({ slots: 1, start: () => fork(PROGRAM) });
    await worker(async ({ version: _, shared: __, ...trial }, { signal: own }) => {
      const title = trial.run.includes("seed1-") ? "dies" : "trains";
      const result = await pool.run({ ...trial, title, results: "", threads: 1 }, own);
      return result && { result: result.status === "failed" ? result : resultOf(2) };
    });
    const queue = await coordinator();
    const [crashed, other] = await Promise.all([1, 2].map((i) => queue.run(payloadOf(i), signal)));
    expect(crashed).toEqual({ ...resultOf(1), reason: "its process ended: exit 7 (3 times)" });
    expect(other).toEqual(resultOf(2));
    pool.close();
  });

  test("epochs are heard of", async () => {
    const { promise: heard, resolve } = Promise.withResolvers<unknown[]>();
    await worker(async (payload, attempt) => {
      attempt.onEpoch(1, 4, 0.5);
      await heard;
      return echo(payload, attempt);
    });
    const queue = await coordinator({ onEpoch: ({ title }, ...told) => resolve([title, ...told]) });
    await queue.run(payloadOf(1), signal);
    expect(await heard).toEqual(["trial 2", 1, 4, 0.5]);
  });
});
