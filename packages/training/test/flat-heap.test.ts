import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { prepare, train } from "../src/index.ts";
import { loadSpec } from "../src/open.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("20,000 steps and their evaluations leave the heap as it was, within 100 KB", { timeout: 120_000 }, async () => {
  // 6,000 examples in batches of 6: 1,000 steps an epoch.
  const set = [
    "data.validation=0.9",
    "training.batch_size=6",
    "training.epochs=40",
    "architecture=[flatten, {type: linear, out_features: 10}]",
  ];
  const heap: number[] = [];
  const buffers: number[] = [];
  const outcome = await train(prepare(loadSpec(fileURLToPath(new URL("tiny.yaml", import.meta.url)), { set })), {
    threads: 2,
    numerics: "fused",
    signal: new AbortController().signal,
    listeners: [
      (event) => {
        if (event.type !== "epoch") return;
        collect();
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        heap.push(heapUsed);
        buffers.push(arrayBuffers);
      },
    ],
  });
  expect(outcome.steps).toBe(40_000);
  // V8's code and feedback settle in the first half; from then on an epoch leaves its own record, and a step nothing.
  const grown = (bytes: readonly number[]): number => (bytes.at(-1) as number) - (bytes[19] as number);
  expect(grown(heap)).toBeLessThan(100_000);
  expect(grown(buffers)).toBeLessThan(100_000);
});
