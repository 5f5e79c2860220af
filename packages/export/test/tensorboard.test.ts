import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stored, temporaryFolder } from "../../runs/test/sample-runs.ts";
import { toTensorboard } from "../src/index.ts";
import { histogramOf } from "../src/tensorboard/histogram.ts";
import { needs, python } from "./python.ts";

const protobuf = needs("google.protobuf");
const STARTED = Date.parse("2026-01-02T03:04:05.000Z") / 1000;

const RUN = {
  ...stored({}, 0.75),
  epochs: [
    { epoch: 1, step: 10, lr: 0.5, train: { loss: 2, accuracy: 0.25 }, seconds: 4, samples_per_second: 100 },
    {
      ...{ epoch: 2, step: 20, lr: 0.25, train: { loss: 1, accuracy: 0.5 }, seconds: 6, samples_per_second: 200 },
      validation: { loss: 1.5, accuracy: 0.375 },
    },
  ],
  steps: [
    { epoch: 1, step: 5, lr: 0.5, train: { loss: 3, accuracy: 0.125 } },
    { epoch: 2, step: 15, lr: 0.5, train: { loss: 1.25, accuracy: 0.5 } },
    { epoch: 2, step: 20, lr: 0.25, train: { loss: 0.5, accuracy: 1 } },
  ],
};
const WEIGHTS = [
  { name: "0.weight", shape: [2, 2], values: Float32Array.from([-1, 0.5, 2, 2]) },
  { name: "0.bias", shape: [1], values: Float32Array.from([0]) },
];

interface ReadEvent {
  readonly wall_time: number;
  readonly step?: string;
  readonly file_version?: string;
  readonly summary?: { readonly value: readonly ({ readonly tag: string } & Record<string, unknown>)[] };
}

function readBack(run: typeof RUN, weights = WEIGHTS): readonly ReadEvent[] {
  const file = join(temporaryFolder(), "events");
  writeFileSync(file, toTensorboard(run, weights));
  return JSON.parse(python("read_events.py", file));
}

describe.skipIf(!protobuf.found)(protobuf.title("an event file, read by Google's protobuf"), () => {
  test("has every recorded number under its tag, at its step and time", () => {
    const [head, ...events] = readBack(RUN);
    expect(head).toEqual({ wall_time: STARTED, file_version: "brain.Event:2" });
    const scalars = events.flatMap(({ wall_time, step, summary }) =>
      (summary?.value ?? []).flatMap(({ tag, simple_value, histo }) =>
        histo === undefined ? [`${step} +${wall_time - STARTED} ${tag} ${simple_value}`] : [],
      ),
    );
    expect(scalars).toEqual([
      "5 +2 train_step/loss 3",
      "5 +2 train_step/accuracy 0.125",
      "5 +2 train_step/learning_rate 0.5",
      "10 +4 train/loss 2",
      "10 +4 train/accuracy 0.25",
      "10 +4 learning_rate 0.5",
      "10 +4 epoch 1",
      "10 +4 samples_per_second 100",
      "15 +5 train_step/loss 1.25",
      "15 +5 train_step/accuracy 0.5",
      "15 +5 train_step/learning_rate 0.5",
      "20 +6 train_step/loss 0.5",
      "20 +6 train_step/accuracy 1",
      "20 +6 train_step/learning_rate 0.25",
      "20 +6 train/loss 1",
      "20 +6 train/accuracy 0.5",
      "20 +6 validation/loss 1.5",
      "20 +6 validation/accuracy 0.375",
      "20 +6 learning_rate 0.25",
      "20 +6 epoch 2",
      "20 +6 samples_per_second 200",
      "20 +6 test/accuracy 0.75",
      "20 +6 test/loss 0.25",
    ]);
  });

  test("has a histogram of each tensor at the last step, whose buckets hold all its values", () => {
    const last = readBack(RUN).at(-1);
    expect(last?.step).toBe("20");
    expect(last?.summary?.value.map(({ tag }) => tag)).toEqual(["weights/0.weight", "weights/0.bias"]);
    const [weight, bias] = last?.summary?.value.map(({ histo }) => histo as Record<string, number[]>) ?? [];
    expect(weight).toMatchObject({ min: -1, max: 2, num: 4, sum: 3.5, sum_squares: 9.25 });
    expect(weight?.bucket_limit).toHaveLength(30);
    const filled = weight?.bucket?.flatMap((count, i) => (count > 0 ? [[i, count]] : []));
    expect(filled).toEqual([
      [0, 1],
      [15, 1],
      [29, 2],
    ]);
    expect(bias).toMatchObject({ bucket: [1], bucket_limit: [0], num: 1 });
  });

  test("of a run without a model has no histograms", () => {
    expect(JSON.stringify(readBack(RUN, []))).not.toContain("histo");
  });
});

test("a histogram counts each value once, in a bucket that reaches as far, and has the sums", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => Math.fround(Math.sin(i)));
  const { bucket, bucket_limit, num, sum } = histogramOf(values);
  expect(num).toBe(1000);
  expect(bucket.reduce((total, count) => total + count)).toBe(1000);
  expect(bucket_limit).toEqual([...bucket_limit].sort((a, b) => a - b));
  const within = (limit: number): number => values.filter((value) => value < limit).length;
  let counted = 0;
  for (const [i, count] of bucket.slice(0, -1).entries()) {
    counted += count;
    expect(Math.abs(counted - within(bucket_limit[i] as number))).toBeLessThanOrEqual(1); // a value on the limit itself
  }
  expect(sum).toBeCloseTo(
    values.reduce((total, value) => total + value, 0),
    9,
  );
});

test("a run that has recorded nothing is refused in words", () => {
  expect(() => toTensorboard({ ...RUN, epochs: [], steps: [] }, WEIGHTS)).toThrow(
    /^\[export\/tensorboard\] tiny\/seed1-0.75 has recorded no epoch: there is nothing to export$/,
  );
});
