import { openTrialQueue, readAddress, startQueueWorker } from "@assay/sweeps/queue";
import { describe, expect, test } from "vitest";
import { hasServer, startServer, titleWithServer } from "../../../sweeps/test/queue/redis-server.ts";
import { payloadOf, resultOf } from "../../../sweeps/test/queue/sample-payload.ts";
import { createUndelivered } from "../../src/commands/undelivered.ts";

test("what waits for an answer stays; what was refused is removed, unless it turns out that it was taken", async () => {
  const removed: string[] = [];
  const undelivered = createUndelivered(1);
  for (const token of ["waits", "refused", "taken", "late"]) undelivered.sent(token, () => removed.push(token));
  undelivered.taken("taken");
  for (const token of ["refused", "late", "unknown"]) undelivered.refused(token);
  undelivered.taken("late");
  await expect.poll(() => removed).toEqual(["refused"]);
  undelivered.clear();
  expect(removed).toEqual(["refused", "waits"]);
});

describe.skipIf(!hasServer)(titleWithServer("with a server that is away and keeps its data"), () => {
  test("what was sent stays until the server takes it", async () => {
    const server = await startServer();
    const address = readAddress(server.url);
    const removed: string[] = [];
    const undelivered = createUndelivered(1);
    const told: string[] = [];
    const options = { address, say: () => undefined };
    const queue = await openTrialQueue({ ...options, receive: async (_, __, result) => result });
    const worker = await startQueueWorker({
      ...{ ...options, jobs: 1 },
      async train() {
        server.freeze();
        undelivered.sent("x", () => removed.push("x"));
        setTimeout(() => server.thaw(), 200);
        return { result: resultOf(1) };
      },
      onTaken() {
        undelivered.taken("x");
        told.push("taken");
      },
      onRefused: () => undelivered.refused("x"),
    });
    try {
      const { signal } = new AbortController();
      expect(await queue.run(payloadOf(1), signal)).toEqual(resultOf(1));
      await expect.poll(() => told).toEqual(["taken"]);
      expect(removed).toEqual([]);
    } finally {
      await worker.stop();
      await queue.close();
      await server.stop();
    }
  });
});
