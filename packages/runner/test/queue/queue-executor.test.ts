import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readRun } from "@assay/runs/store";
import { describe as describeFiles, readAddress, startQueueWorker, upload } from "@assay/sweeps/queue";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { finishedRun } from "../../../runs/test/finished-run.ts";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { hasServer, startServer, type TestServer, titleWithServer } from "../../../sweeps/test/queue/redis-server.ts";
import { queueExecutor } from "../../src/commands/queue-executor.ts";
import type { RunTrial } from "../../src/commands/sweep-planner.ts";
import type { ExecutorRequest } from "../../src/commands/trial-executor.ts";
import { trialFigures } from "../../src/commands/trial-figures.ts";

const metric = { name: "validation.accuracy", goal: "maximize" } as const;
const FILES = [
  ...["run.json", "spec.yaml", "resolved.yaml", "metrics.jsonl", "chain.jsonl"],
  ...["model.safetensors", "model.json", "predictions.csv", "worst.json"],
];

describe.skipIf(!hasServer)(titleWithServer("what workers send to a sweep"), () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server?.stop());

  /** A sweep of one trial, and a worker that sends what a finished run holds. @param change what it says of it */
  async function sweepOf(change: object, { version = "1", names = FILES } = {}) {
    const { asked, file } = await finishedRun();
    const elsewhere = dirname(file("run.json"));
    const { record } = readRun(elsewhere);
    const result = trialFigures({ metric, bounds: [] }).endOf(readRun(elsewhere));
    if (!result) throw new Error("the run is not finished");
    writeFileSync(file("report.html"), "<script>alert(1)</script>");
    const results = temporaryFolder();
    const request = {
      ...{ results, folder: results, threads: 1, numerics: "fused", revectorize: false, queue: server.url },
      ...{ loaded: { name: "tiny-sweep", metric }, onEpoch: () => undefined, say: () => undefined },
      trainer: { NUMERICS_VERSION: version, chooseNumerics: () => "fused" },
    } as unknown as ExecutorRequest;
    const trial = { number: 0, run: record.run, data: record.hashes.data, loaded: asked.loaded } as RunTrial;
    let sent = 0;
    const worker = await startQueueWorker({
      ...{ address: readAddress(server.url), jobs: 1, say: () => undefined },
      async train(_, { redis, signal }) {
        sent++;
        const token = String(sent).padStart(32, "0");
        const run = { token, place: "server" as const, files: await describeFiles(elsewhere, names) };
        await upload(redis, elsewhere, run, signal);
        return { result: { ...result, ...change }, run };
      },
    });
    const executor = await queueExecutor(request);
    onTestFinished(async () => {
      executor.settle(trial);
      await executor.close();
      await worker.stop();
    });
    const train = () => executor.run(trial, [], new AbortController().signal);
    return { train, result, path: join(results, record.run), sent: () => sent };
  }

  test("a run that says what its result says takes its place, and is not trained again", async () => {
    const { train, result, path, sent } = await sweepOf({});
    expect(await train()).toEqual(result);
    expect(readRun(path).record.status).toBe("completed");
    expect(await train()).toEqual(result);
    expect(sent()).toBe(1);
  });

  test.each([
    ["a better figure", { validation: { loss: 0, accuracy: 1 } }, {}, "says something else than its result"],
    ["a run of another version", {}, { version: "2" }, "is another one"],
    [
      "a page with a script",
      {},
      { names: [...FILES, "report.html"] },
      '"report.html" is no file that a training writes',
    ],
  ])("%s is never taken: after three times the trial has failed", async (_, change, more, why) => {
    const { train, path, sent } = await sweepOf(change, more);
    const found = await train();
    expect(found).toMatchObject({ status: "failed", validation: null });
    expect(found?.reason).toContain(why);
    expect(sent()).toBe(3);
    expect(existsSync(path)).toBe(false);
  });
});
