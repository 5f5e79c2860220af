import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type ChainLink, loadSpec, type Pause, prepare, type Snapshot, train } from "../src/index.ts";

const file = fileURLToPath(new URL("tiny.yaml", import.meta.url));
const options = { threads: 1, numerics: "fused", signal: new AbortController().signal } as const;
const prepared = (...set: string[]) => prepare(loadSpec(file, { set }));

test("a spec's checkpoints: after every second epoch, and after the best ones; each goes on to the same end", async () => {
  const set = ["training.epochs=4", "training.checkpoint={ every_epochs: 2, best: validation.loss }"];
  const kept: { why: string; snapshot: Snapshot }[] = [];
  const links: ChainLink[] = [];
  const whole = await train(prepared(...set), {
    ...options,
    listeners: [(event) => event.type === "epoch" && event.link && links.push(event.link)],
    keep: async (snapshot, why) => void kept.push({ why, snapshot }),
  });
  const latest = kept.filter(({ why }) => why === "latest").map(({ snapshot }) => snapshot);
  expect(latest.map(({ position }) => position.epoch)).toEqual([3, 5]);
  const losses = latest[1]?.records.map(({ validation }) => validation?.loss ?? 0) ?? [];
  const best = losses.flatMap((loss, i) => (losses.slice(0, i).every((before) => loss < before) ? [i + 2] : []));
  expect(kept.flatMap(({ why, snapshot }) => (why === "best" ? [snapshot.position.epoch] : []))).toEqual(best);

  expect(links.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  expect(whole.hashes.chain).toBe(links.at(-1)?.chain);
  expect(new Set(links.flatMap(({ order, metrics, chain }) => [order, metrics, chain])).size, "all differ").toBe(12);
  for (const from of latest) {
    const resumed = await train(prepared(...set), { ...options, threads: 2, listeners: [], from });
    expect(resumed.hashes).toEqual(whole.hashes);
  }
});

test("a checkpoint between two steps disturbs nothing", async () => {
  const kept: Snapshot[] = [];
  const set = ["training.checkpoint={ every_minutes: 0.000001 }"]; // at every look at the clock
  const busy = await train(prepared(...set), {
    ...options,
    listeners: [],
    pause: { isDue: () => true, turn: async () => false },
    keep: async (snapshot) => void kept.push(snapshot),
  });
  const { position } = kept[4] as Snapshot;
  expect(position).toMatchObject({ epoch: 1, update: 5 });
  const quiet = await train(prepared(...set), { ...options, listeners: [] });
  expect(busy.hashes).toEqual(quiet.hashes);
  const resumed = await train(prepared(...set), { ...options, listeners: [], from: kept[4] as Snapshot });
  expect(resumed.hashes).toEqual(quiet.hashes);
});

test("an infinity that never reaches the loss diverges at the epoch's end, and is not saved", async () => {
  // Outputs stay finite, as batch norm divides by the batch's own statistics; the running ones are for evaluation alone.
  const set = [
    "architecture=[{ type: conv2d, out_channels: 4, kernel_size: 3 }, batch_norm, relu, flatten, { type: linear, out_features: 10 }]",
    "optimizer={ type: sgd, lr: 1.0e30, groups: [{ parameters: '4.*', lr_factor: 0 }] }",
    "augmentation=[]",
    "lr_schedule=constant",
    "training.checkpoint={ every_epochs: 1, best: train.loss }",
  ];
  const kept: Snapshot[] = [];
  const keep = async (snapshot: Snapshot) => void kept.push(snapshot);
  const outcome = await train(prepared(...set), { ...options, listeners: [], keep });
  const found = { status: "diverged", divergence: { step: 17, epoch: 1, tensor: "1.running_var" } };
  expect(outcome).toMatchObject(found);

  // Neither the clock nor what is evaluated decides where.
  const pause: Pause = { isDue: () => true, turn: async () => false };
  const busy = prepared(...set, "training.checkpoint={ every_minutes: 0.000001 }", "training.eval_every=2");
  expect(await train(busy, { ...options, listeners: [], keep, pause })).toMatchObject(found);
  expect(kept.filter(({ position }) => position.update > 2)).toEqual([]);

  // An interruption leaves nothing to go on from, but what was saved before.
  let steps = 0;
  const soon: Pause = { isDue: () => true, turn: async () => ++steps === 9 };
  const interrupted = await train(prepared(...set), { ...options, listeners: [], pause: soon });
  expect(interrupted).toMatchObject({ status: "interrupted", steps: 9 });
  expect(interrupted.snapshot).toBe(undefined);
});

test.each([
  ["best: test.accuracy", "best must not be test.accuracy: the test split chooses nothing"],
  ["best: validation.speed", 'best "validation.speed" is not measured'],
  ["every_epochs: 1, every_minutes: 1", "must have every_epochs or every_minutes, not both"],
])("checkpoint { %s } is refused at its place", (checkpoint, message) => {
  expect(() => prepared(`training.checkpoint={ ${checkpoint} }`)).toThrow(message);
});
