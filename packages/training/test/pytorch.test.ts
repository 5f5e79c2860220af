import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { prepare, type Snapshot, type TrainOutcome, train } from "../src/index.ts";
import { EMPTY_TEST, made, withDataset } from "./made-data.ts";

interface FixtureCase {
  readonly training: object;
  readonly optimizer: object;
  readonly loss: unknown;
  readonly steps: number;
  readonly train_loss: number;
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** Made by fixtures/make.py with PyTorch. */
const fixture = JSON.parse(readFileSync(new URL("fixtures/training.json", import.meta.url), "utf8")) as {
  readonly inputs: readonly number[];
  readonly labels: readonly number[];
  readonly initial: FixtureCase["values"];
  readonly cases: Readonly<Record<string, FixtureCase>>;
};

const data = {
  count: 64,
  inputs: { dtype: "f32", shape: [6], values: Float32Array.from(fixture.inputs) },
  targets: { dtype: "u8", shape: [], values: Uint8Array.from(fixture.labels) },
} as const;
const { catalogue, load } = withDataset(made(data, EMPTY_TEST(data), { kind: "class", classes: 3 }));

function prepared({ training, optimizer, loss }: Pick<FixtureCase, "training" | "optimizer" | "loss">) {
  const spec = {
    name: "fixture",
    data: { dataset: "made", normalize: "none" },
    architecture: [{ type: "linear", out_features: 5 }, "tanh", { type: "linear", out_features: 3 }],
    loss,
    optimizer,
    training: { epochs: 12, batch_size: "full", ...training },
  };
  return prepare(load(JSON.stringify(spec)), catalogue);
}

/** Trains a case from the fixture's weights. */
async function run(item: FixtureCase, threads: number): Promise<TrainOutcome> {
  const more = "early_stopping" in item.training ? { epochs: 60 } : {};
  const options = { threads, numerics: "fused", listeners: [] } as const;
  const asked = { ...item, training: { ...item.training, ...more } };
  const { snapshot } = await train(prepared(asked), { ...options, signal: AbortSignal.abort() });
  const from = {
    ...(snapshot as Snapshot),
    tensors: (snapshot as Snapshot).tensors.map((tensor) => {
      const values = fixture.initial[tensor.name.replace("average.", "")];
      return values ? { ...tensor, values: Float32Array.from(values) } : tensor;
    }),
  };
  return train(prepared(asked), { ...options, signal: new AbortController().signal, from });
}

describe.each(Object.entries(fixture.cases))("%s", (_name, item) => {
  const outcome = run(item, 1);

  test("ends where PyTorch ends, within 2e-5 for each parameter", async () => {
    const { status, steps, weights, train: last } = await outcome;
    expect({ status, steps }).toEqual({ status: "completed", steps: item.steps });
    expect(weights.map(({ name }) => name)).toEqual(Object.keys(item.values));
    for (const { name, values } of weights) {
      for (const [i, value] of values.entries()) {
        const off = Math.abs(value - (item.values[name]?.[i] as number));
        expect(off, `${name}[${i}]`).toBeLessThan(2e-5);
      }
    }
    const summed = JSON.stringify(item.loss).includes("sum");
    expect(last?.loss).toBeCloseTo(item.train_loss / (summed ? 64 : 1), 5);
  });

  test.each([2, 3])("gives the same bits on %i threads", async (threads) => {
    expect((await run(item, threads)).hashes).toEqual((await outcome).hashes);
  });
});
