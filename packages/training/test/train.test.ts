import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Listener, prepare, type TrainOutcome, train } from "../src/index.ts";
import { loadSpec } from "../src/open.ts";
import { golden } from "./golden.ts";

const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));

interface Request {
  readonly threads?: number;
  readonly numerics?: "fused" | "strict";
  readonly set?: readonly string[];
  readonly listen?: Listener;
  readonly signal?: AbortSignal;
}

const trainTiny = ({
  threads = 1,
  numerics = "fused",
  set = [],
  listen,
  signal,
}: Request = {}): Promise<TrainOutcome> =>
  train(prepare(loadSpec(file, { set })), {
    threads,
    numerics,
    listeners: listen ? [listen] : [],
    signal: signal ?? new AbortController().signal,
  });

/** What must not depend on threads, clock or machine. */
const bits = ({ hashes, train, validation, test, steps, predictions, parameters }: TrainOutcome) => ({
  hashes,
  train,
  validation,
  test,
  steps,
  predictions,
  parameters,
});

describe("golden run", () => {
  const first = trainTiny();

  test("the weights after two epochs have the committed SHA-256, fused and strict", async () => {
    expect((await first).hashes.final_weights).toBe(golden.fused);
    expect((await trainTiny({ numerics: "strict" })).hashes.final_weights).toBe(golden.strict);
  });

  test.each([2, 3])("%i threads give the bits of one: weights, metrics, predictions", async (threads) => {
    expect(bits(await trainTiny({ threads }))).toEqual(bits(await first));
  });

  test("another optimizer keeps the initial weights; another seed does not", async () => {
    const { hashes } = await first;
    const sgd = await trainTiny({ set: ["optimizer={ type: sgd, lr: 0.01, momentum: 0.9 }", "training.epochs=1"] });
    const seeded = await trainTiny({ set: ["seed=8", "training.epochs=1"] });
    expect(sgd.hashes.initial_weights).toBe(hashes.initial_weights);
    expect(sgd.hashes.final_weights).not.toBe(hashes.final_weights);
    expect(seeded.hashes.initial_weights).not.toBe(hashes.initial_weights);
  });

  test("a run is told as start, epochs in order, evaluation; the test split is evaluated once", async () => {
    const events: string[] = [];
    const outcome = await trainTiny({ listen: ({ type }) => type !== "step" && events.push(type) });
    expect(events).toEqual(["start", "epoch", "epoch", "evaluate"]);
    expect(outcome).toMatchObject({ status: "completed", epochs: 2, steps: 34, test_evaluations: 1 });
    const { predictions } = outcome;
    if (predictions?.kind !== "class") throw new Error("MNIST has classes");
    expect(predictions.predicted.length).toBe(10_000);
    expect(predictions.score_is).toBe("probability");
    const right = predictions.predicted.filter((predicted, i) => predicted === predictions.label[i]).length;
    expect(outcome.test?.accuracy).toBe(right / 10_000);
  });
});

describe("a run that does not end well", () => {
  test("a loss that is not finite stops it at once, names the tensor and keeps the weights finite", async () => {
    const outcome = await trainTiny({ threads: 2, set: ["optimizer.lr=1e30", "architecture.1=relu"] });
    expect(outcome.status).toBe("diverged");
    expect(outcome.test).toBeUndefined();
    expect(outcome.steps).toBe(outcome.divergence?.step);
    expect(outcome.divergence?.tensor).toMatch(/^\d+ (conv2d|linear|residual|concat)|^loss|^\d+\.\w+/);
    for (const { name, values } of outcome.weights) expect(values.every(Number.isFinite), name).toBe(true);
  });

  test("to look for the tensor that went bad changes nothing: the running statistics are those of the failing step", async () => {
    // The first step diverges: its statistics are 0.9 · start + 0.1 · batch, and a second look would move them again.
    const set = [
      "optimizer.lr=1",
      "data.normalize=none",
      "architecture=[batch_norm, flatten, { type: linear, out_features: 10, init: { type: normal, std: 1.0e38 } }]",
    ];
    const outcome = await trainTiny({ set });
    expect(outcome).toMatchObject({ status: "diverged", steps: 1 });
    const variance = outcome.weights.find(({ name }) => name === "0.running_var")?.values[0] as number;
    const mean = outcome.weights.find(({ name }) => name === "0.running_mean")?.values[0] as number;
    // A tenth of what a batch of MNIST's bytes has: a mean near 33, a variance near 6,000, each within a fifth.
    expect(Math.abs(mean / 3.3 - 1)).toBeLessThan(0.2);
    expect(Math.abs(variance / 620 - 1)).toBeLessThan(0.2);
  });

  test("an aborted signal ends it as interrupted, without a test result", async () => {
    const controller = new AbortController();
    const outcome = await trainTiny({
      set: ["training.epochs=1000"],
      signal: controller.signal,
      listen: ({ type }) => type === "step" && controller.abort(),
    });
    expect(outcome).toMatchObject({ status: "interrupted", test_evaluations: 0 });
    expect(outcome.test).toBeUndefined();
  });

  test("what a listener throws comes out", async () => {
    const failing = trainTiny({
      listen: ({ type }) => {
        if (type === "epoch") throw new Error("disk full");
      },
    });
    await expect(failing).rejects.toThrow("disk full");
  });
});
