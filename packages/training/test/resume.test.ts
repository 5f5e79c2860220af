import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  type EpochRecord,
  loadSpec,
  type Pause,
  prepare,
  type Snapshot,
  type StepRecord,
  type TrainOutcome,
  train,
} from "../src/index.ts";

const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));
// Everything that keeps state or draws: batch norm, dropout, augmentation, momentum, a schedule. 3 epochs of 17 steps.
const SET: readonly string[] = [
  "training.epochs=3",
  "lr_schedule.warmup_epochs=1",
  "metrics=[accuracy, { type: top_k, k: 3 }]",
];

/** Where a part of a training is asked to stop: after so many of its steps, or of its looks at the event loop. */
interface Stop {
  readonly steps?: number;
  readonly turns?: number;
}

/** Trains the spec once more, on from a snapshot, and adds the epochs that it finishes to `records`. */
function go(
  threads: number,
  records: EpochRecord[],
  from?: Snapshot,
  stop: Stop = {},
  set = SET,
  recorded: StepRecord[] = [],
): Promise<TrainOutcome> {
  let steps = 0;
  let turns = 0;
  const pause: Pause = { isDue: () => true, turn: async () => ++turns === stop.turns || steps === stop.steps };
  return train(prepare(loadSpec(file, { set })), {
    threads,
    numerics: "fused",
    signal: new AbortController().signal,
    listeners: [
      (event) => {
        if (event.type === "step") steps++;
        if (event.type === "epoch") records.push(event.record);
        if (event.type === "record") recorded.push(event.record);
      },
    ],
    pause,
    ...(from && { from }),
  });
}

/** Through JSON and back but for the tensors: what a file can hold. */
function stored({ snapshot }: TrainOutcome): Snapshot {
  const { tensors, ...progress } = snapshot as Snapshot;
  return { ...(JSON.parse(JSON.stringify(progress)) as Omit<Snapshot, "tensors">), tensors };
}

/** What must not depend on interruptions, threads, clock or machine. */
const bits = ({ hashes, train: last, validation, test: tested, steps, epochs, predictions }: TrainOutcome) => ({
  ...{ hashes, train: last, validation, test: tested, steps, epochs, predictions },
});
const figures = (records: readonly EpochRecord[]) =>
  records.map(({ epoch, step, lr, train: trained, validation, test: tested }) => ({
    ...{ epoch, step, lr, train: trained, validation, test: tested },
  }));

test("six interruptions in mid-epoch, going on with 1, 2 and 3 threads in turn: every hash and metric of the whole run", async () => {
  const wholeRecords: EpochRecord[] = [];
  const whole = await go(2, wholeRecords);
  expect(whole).toMatchObject({ status: "completed", steps: 51, epochs: 3 });

  const records: EpochRecord[] = [];
  const positions: object[] = [];
  let snapshot: Snapshot | undefined;
  for (const [i, steps] of [5, 6, 9, 7, 8, 10].entries()) {
    const part = await go(1 + (i % 3), records, snapshot, { steps });
    expect(part.status).toBe("interrupted");
    snapshot = stored(part);
    positions.push(snapshot.position);
  }
  // 37 examples a step, 17 steps an epoch.
  expect(positions).toEqual([
    { epoch: 1, start: 185, draw: 5, update: 5 },
    { epoch: 1, start: 407, draw: 11, update: 11 },
    { epoch: 2, start: 111, draw: 20, update: 20 },
    { epoch: 2, start: 370, draw: 27, update: 27 },
    { epoch: 3, start: 37, draw: 35, update: 35 },
    { epoch: 3, start: 407, draw: 45, update: 45 },
  ]);
  const last = await go(1, records, snapshot);
  expect(bits(last)).toEqual(bits(whole));
  expect(figures(records)).toEqual(figures(wholeRecords));

  // In the middle of a validation: 17 steps, then 3 of its batches.
  const others: EpochRecord[] = [];
  const part = await go(3, others, undefined, { turns: 20 });
  expect(part.snapshot?.position).toEqual({ epoch: 1, start: 600, draw: 17, update: 17 });
  expect(bits(await go(2, others, stored(part)))).toEqual(bits(whole));
  expect(figures(others)).toEqual(figures(wholeRecords));
});

test("interrupted after every single step of a short training, whose rate follows its evaluations: the whole one's bits", async () => {
  const set = [
    "training={ epochs: 3, batch_size: 100, ema: { decay: 0.9 } }",
    // No epoch is better by 10 than the first: every other evaluation reduces the rate.
    "lr_schedule={ type: reduce_on_plateau, patience: 0, threshold: 10, threshold_mode: abs, warmup_epochs: 1 }",
    "optimizer={ type: sgd, lr: 0.05, momentum: 0.9 }",
  ];
  const wholeRecords: EpochRecord[] = [];
  const whole = await go(2, wholeRecords, undefined, {}, set);
  expect(whole.steps).toBe(18);
  expect(wholeRecords.map(({ lr }) => Number(lr.toFixed(6)))).toEqual([0.044444, 0.05, 0.005]);
  const records: EpochRecord[] = [];
  let part = await go(1, records, undefined, { steps: 1 }, set);
  let stops = 1;
  while (part.status === "interrupted") {
    // Where the step was the last of an epoch, its evaluation is what is gone on with.
    part = await go(1 + (stops % 3), records, stored(part), { steps: 1 }, set);
    stops++;
    if (stops > 200) throw new Error("it gets nowhere");
  }
  expect(stops, "18 interruptions, and the part that ends").toBe(19);
  expect(bits(part)).toEqual(bits(whole));
  expect(figures(records)).toEqual(figures(wholeRecords));
});

// Three batches an update by Muon, clipped and averaged; groups; 45 updates, of which the last epoch has 3; the test split reported.
const MORE = [
  ...SET.filter((set) => !set.startsWith("training.epochs")),
  "training={ steps: 45, batch_size: 11, sampling: replacement, accumulate: 3, eval_every: 2, drop_last: true }",
  "training.gradient_clip={ norm: 0.5 }",
  "training.ema={ decay: 0.8 }",
  "training.record={ every_steps: 4, test: true }",
  "optimizer={ type: muon, lr: 0.02 }",
  "optimizer.groups=[{ parameters: '*.bias', lr_factor: 0.5, weight_decay: 0 }]",
];

test("the same with batches that make one update together, an average, groups, and draws with replacement", async () => {
  const wholeRecords: EpochRecord[] = [];
  const wholeSteps: StepRecord[] = [];
  const whole = await go(2, wholeRecords, undefined, {}, MORE, wholeSteps);
  // 600 examples: 54 batches of 11, 18 updates an epoch, cut short in the third.
  expect(whole).toMatchObject({ status: "completed", steps: 45, epochs: 3, test_evaluations: 3 });
  expect(wholeRecords.map(({ step, validation, test: tested }) => [step, !!validation, !!tested])).toEqual([
    [18, false, false],
    [36, true, true],
    [45, true, true],
  ]);
  expect(wholeSteps.map(({ step, epoch }) => [step, epoch])).toEqual(
    Array.from({ length: 11 }, (_, i) => [4 * (i + 1), Math.ceil((4 * (i + 1)) / 18)]),
  );

  const records: EpochRecord[] = [];
  const recorded: StepRecord[] = [];
  const positions: object[] = [];
  let snapshot: Snapshot | undefined;
  for (const [i, steps] of [5, 1, 30, 25, 40].entries()) {
    const part = await go(1 + (i % 3), records, snapshot, { steps }, MORE, recorded);
    snapshot = stored(part);
    positions.push(snapshot.position);
  }
  expect(positions).toEqual([
    { epoch: 1, start: 55, draw: 5, update: 1 },
    { epoch: 1, start: 66, draw: 6, update: 2 },
    { epoch: 1, start: 396, draw: 36, update: 12 },
    { epoch: 2, start: 77, draw: 61, update: 20 },
    { epoch: 2, start: 517, draw: 101, update: 33 },
  ]);
  expect(bits(await go(3, records, snapshot, {}, MORE, recorded))).toEqual(bits(whole));
  expect(figures(records)).toEqual(figures(wholeRecords));
  expect(recorded).toEqual(wholeSteps);

  // In the middle of an evaluation, while the average stands in the parameters' place: 108 steps, then 3 batches.
  const others: EpochRecord[] = [];
  const part = await go(2, others, undefined, { turns: 111 }, MORE);
  expect(part.snapshot?.position).toEqual({ epoch: 2, start: 594, draw: 108, update: 36 });
  expect(bits(await go(1, others, stored(part), {}, MORE))).toEqual(bits(whole));
});

test("what is kept in the epoch that a policy ends the training with goes on to the same end", async () => {
  const options = { threads: 1, numerics: "fused", signal: new AbortController().signal, listeners: [] } as const;
  const policies = () => [
    { afterEpoch: () => "keep" as const },
    { afterEpoch: ({ epoch }: EpochRecord) => (epoch === 2 ? ("stop" as const) : ("go on" as const)) },
  ];
  const kept: Snapshot[] = [];
  const prepared = () => prepare(loadSpec(file, { set: SET }));
  const whole = await train(prepared(), {
    ...options,
    policies: policies(),
    keep: async (snapshot) => void kept.push(snapshot),
  });
  expect(whole).toMatchObject({ status: "completed", epochs: 2, steps: 34 });
  expect(kept.map(({ position }) => position.epoch)).toEqual([2, 4]);
  for (const from of kept) {
    expect(bits(await train(prepared(), { ...options, policies: policies(), from }))).toEqual(bits(whole));
  }
});

test("a snapshot of another spec is refused by the name of the tensor that does not fit", async () => {
  const part = await go(1, [], undefined, { steps: 1 });
  const other = prepare(loadSpec(file, { set: [...SET, "architecture.7.out_features=18"] }));
  const resumed = train(other, {
    threads: 1,
    numerics: "fused",
    signal: new AbortController().signal,
    listeners: [],
    from: part.snapshot as Snapshot,
  });
  await expect(resumed).rejects.toThrow("[training/snapshot] 7.weight must be [288, 18], the snapshot has [288, 17]");
});

test("one prepared run trains twice to the same bits, each time in an arena of its own", async () => {
  const prepared = prepare(loadSpec(file));
  const options = { threads: 1, numerics: "fused", signal: new AbortController().signal, listeners: [] } as const;
  const first = await train(prepared, options);
  expect(bits(await train(prepared, options))).toEqual(bits(first));
});
