import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Files, listRuns, openRun, ResultError, type RunRequest, readRun, savedWeights } from "../src/index.ts";
import { checkFiles } from "../src/verify/index.ts";
import { fakeOutcome } from "./fake-outcome.ts";
import { failingFiles, find, request, SPEC, temporaryFolder } from "./sample-runs.ts";
import { epochRecord, snapshotAfter } from "./sample-snapshot.ts";

const saved = (run: string) => readdirSync(join(run, "checkpoints")).sort();
const step = (number: number) => `step-${String(number).padStart(9, "0")}.safetensors`;

/** A run that was interrupted with checkpoints after its first epochs. */
async function interrupted(epochs: number, asked: RunRequest = request(temporaryFolder())) {
  const run = openRun(asked);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    run.add({ epoch, step: epoch * 10 - 5, lr: 0.1, train: { loss: 1 } });
    run.add(epochRecord(epoch));
    await run.keep(snapshotAfter(epoch), "latest");
  }
  run.fail(new Error("killed"), 1);
  return { asked, path: run.path };
}

test("the newest checkpoints are kept, as many as the spec says, and the best one beside them", async () => {
  const training = { ...SPEC.training, checkpoint: { keep: 3 } };
  const { path } = await interrupted(5, request(temporaryFolder(), { training }));
  expect(saved(path)).toEqual([30, 40, 50].map(step));
  const asked = request(temporaryFolder());
  const run = openRun(asked);
  await run.keep(snapshotAfter(1), "best");
  await run.keep(snapshotAfter(2), "latest");
  await run.keep(snapshotAfter(3), "best");
  run.finish(fakeOutcome(asked.loaded, asked), 1);
  expect(saved(run.path)).toEqual(["best.safetensors", step(20)]);
});

test("an unfinished run goes on from its newest checkpoint; a damaged one is passed over with a note, never in silence", async () => {
  const { asked, path } = await interrupted(3);
  expect(find(asked)).toMatchObject({ finished: false, checkpoint: { snapshot: snapshotAfter(3) }, notes: [] });
  const damage = (name: string) => {
    const file = join(path, "checkpoints", name);
    writeFileSync(file, readFileSync(file).subarray(0, 300));
  };
  damage(step(30));
  const { checkpoint, notes } = find(asked);
  expect(checkpoint?.snapshot).toEqual(snapshotAfter(2));
  expect(notes).toEqual([
    expect.stringMatching(/^checkpoints\/step-000000030.safetensors is passed over: it is damaged: /),
  ]);
  damage(step(20));
  const nothing = find(asked);
  expect([nothing.checkpoint, nothing.notes.length]).toEqual([undefined, 2]);
});

test("a checkpoint of another version of the kernels, or of other data, is not gone on from", async () => {
  const { asked } = await interrupted(1);
  const { checkpoint, notes } = find({ ...asked, versions: { ...asked.versions, numerics: "2" } });
  expect(checkpoint).toBeUndefined();
  expect(notes).toEqual([expect.stringContaining("is passed over: it is of kernels of version 1, the run of 2")]);
});

test("damaged states of later steps do not push out those that are saved after going on", async () => {
  const { asked, path } = await interrupted(4);
  for (const name of [step(30), step(40)]) writeFileSync(join(path, "checkpoints", name), "damaged");
  const run = openRun({ ...asked, from: { snapshot: snapshotAfter(1), stored: find(asked).stored } });
  await run.keep(snapshotAfter(1, 2), "latest");
  await run.keep(snapshotAfter(1, 4), "latest");
  run.fail(new Error("killed"), 1);
  expect(saved(path)).toEqual([12, 14, 30, 40].map(step));
  expect(find(asked).checkpoint?.snapshot).toEqual(snapshotAfter(1, 4));
});

test("a training that goes on from within its first epoch drops the epoch that was recorded after that", async () => {
  const { asked, path } = await interrupted(1);
  const { stored } = find(asked);
  const run = openRun({ ...asked, from: { snapshot: snapshotAfter(0, 3), stored } });
  expect(readRun(path).epochs).toEqual([]);
  run.fail(new Error("killed"), 1);
});

test("a damaged run.json does not keep the training from going on", async () => {
  const { asked, path } = await interrupted(2);
  writeFileSync(join(path, "run.json"), "{");
  const { stored, checkpoint } = find(asked);
  expect([stored, checkpoint?.snapshot]).toEqual([undefined, snapshotAfter(2)]);
  const run = openRun({ ...asked, from: { snapshot: snapshotAfter(2), stored } });
  expect(readRun(path).epochs).toEqual([epochRecord(1), epochRecord(2)]);
  expect(
    readRun(path).steps.map((line) => line.step),
    "steps are in no checkpoint",
  ).toEqual([5, 15]);
  run.fail(new Error("killed"), 1);
});

test("a run that goes on keeps its start, counts its resumptions and drops what comes again", async () => {
  const { asked, path } = await interrupted(3);
  const { stored } = find(asked);
  const started = new Date(Date.UTC(2030, 1, 1));
  const run = openRun({ ...asked, started, from: { snapshot: snapshotAfter(2), stored } });
  expect(run.path).toBe(path);
  const { record, epochs, steps } = readRun(path);
  expect(record).toMatchObject({ status: "running", resumed: 1, started: stored?.record.started });
  expect(epochs).toEqual([epochRecord(1), epochRecord(2)]);
  expect(steps.map((line) => line.step)).toEqual([5, 15]);
  run.add(epochRecord(3));
  run.finish(fakeOutcome(asked.loaded, asked), 2);
  expect(readRun(path).epochs).toEqual([1, 2, 3].map((epoch) => epochRecord(epoch)));
});

test("a run that is interrupted, goes on and diverges keeps no model of before", async () => {
  const asked = request(temporaryFolder());
  const first = openRun(asked);
  const outcome = fakeOutcome(asked.loaded, asked);
  await first.keep(snapshotAfter(1), "latest");
  first.finish({ ...outcome, status: "interrupted", snapshot: snapshotAfter(1) }, 1);
  expect(readdirSync(first.path)).toContain("model.safetensors");
  const { stored, checkpoint } = find(asked);
  const run = openRun({ ...asked, from: { snapshot: checkpoint?.snapshot ?? snapshotAfter(1), stored } });
  const { predictions: _, worst: __, test: ___, ...rest } = outcome;
  run.finish({ ...rest, status: "diverged", divergence: { step: 3, epoch: 1, tensor: "0.weight" } }, 1);
  expect(readdirSync(run.path).filter((name) => name.startsWith("model."))).toEqual([]);
});

test("whichever operation of saving fails, the error names the file and the checkpoint before is whole", async () => {
  const counter = failingFiles(0);
  const probe = openRun(request(temporaryFolder()), counter.files);
  await probe.keep(snapshotAfter(1), "latest");
  const before = counter.count();
  await probe.keep(snapshotAfter(2), "latest");
  expect(counter.count() - before).toBeGreaterThanOrEqual(5);
  for (let failAt = before + 1; failAt <= counter.count(); failAt++) {
    const asked = request(temporaryFolder());
    const run = openRun(asked, failingFiles(failAt).files);
    await run.keep(snapshotAfter(1), "latest");
    await expect(run.keep(snapshotAfter(2), "latest"), `operation ${failAt}`).rejects.toThrow(ResultError);
    run.fail(new Error("no space"), 1);
    const { checkpoint, notes } = find(asked);
    expect(notes).toEqual([]);
    expect([1, 2].map((epoch) => snapshotAfter(epoch))).toContainEqual(checkpoint?.snapshot);
  }
});

test("a state that was saved last is not written again", async () => {
  const counter = failingFiles(0);
  const run = openRun(request(temporaryFolder()), counter.files);
  await run.keep(snapshotAfter(1), "latest");
  const before = counter.count();
  await run.keep(snapshotAfter(1), "latest");
  expect(counter.count()).toBe(before);
});

test("keep: 0 writes none, even where the run is interrupted", async () => {
  const asked = request(temporaryFolder(), { training: { ...SPEC.training, checkpoint: { keep: 0 } } });
  const run = openRun(asked);
  await run.keep(snapshotAfter(1), "latest");
  run.finish({ ...fakeOutcome(asked.loaded, asked), status: "interrupted", snapshot: snapshotAfter(1) }, 1);
  expect(readdirSync(run.path)).not.toContain("checkpoints");
});

test("a fork is a run of its own beside the same spec's, and begins with what it shares", async () => {
  const asked = request(temporaryFolder());
  const plain = openRun(asked);
  const ancestry = { run: "tiny/seed1-00000000", epoch: 2, chain: "c".repeat(64), set: ["optimizer.lr=1"] };
  const fork = openRun({ ...asked, ancestry, begins: { snapshot: snapshotAfter(2) } });
  expect(dirname(fork.path)).toBe(dirname(plain.path));
  expect(fork.path).toMatch(/-fork$/);
  expect(readRun(fork.path)).toMatchObject({ record: { ancestry }, epochs: [epochRecord(1), epochRecord(2)] });
  expect(saved(fork.path)).toEqual(["start.safetensors"]);
  fork.fail(new Error("killed"), 1);
  const wanted = { spec: asked.loaded.hash, fork: ancestry.chain };
  expect(find(asked, wanted).checkpoint?.snapshot).toEqual(snapshotAfter(2));
});

test("a fork stays one where its run.json is damaged: its folder does not say what it is", async () => {
  const asked = request(temporaryFolder());
  const ancestry = { run: "tiny/seed1-00000000", epoch: 2, chain: "c".repeat(64), set: ["optimizer.lr=1"] };
  const fork = openRun({ ...asked, ancestry, begins: { snapshot: snapshotAfter(2) } });
  fork.keep(snapshotAfter(3), "latest");
  fork.fail(new Error("killed"), 1);
  writeFileSync(join(fork.path, "run.json"), "{");
  const { stored, checkpoint } = find(asked, { spec: asked.loaded.hash, fork: ancestry.chain });
  expect([stored, checkpoint?.snapshot]).toEqual([undefined, snapshotAfter(3)]);
  const again = openRun({ ...asked, ancestry, from: { snapshot: snapshotAfter(3), stored } });
  expect(again.path).toBe(fork.path);
  again.finish(fakeOutcome(asked.loaded, asked), 1);
  expect(readRun(again.path).record).toMatchObject({ status: "completed", ancestry });
});

test("a folder of a fork is never there without what the fork starts from", async () => {
  const ancestry = { run: "tiny/seed1-00000000", epoch: 2, chain: "c".repeat(64), set: ["optimizer.lr=1"] };
  const fork = (files?: Files) => {
    const asked = request(temporaryFolder());
    try {
      openRun({ ...asked, ancestry, begins: { snapshot: snapshotAfter(2) } }, files).fail(new Error("killed"), 1);
    } catch {
      // whether it could be opened or not
    }
    return asked;
  };
  const counter = failingFiles(0);
  fork(counter.files);
  for (let failAt = 1; failAt <= counter.count(); failAt++) {
    const { results } = fork(failingFiles(failAt).files);
    for (const { path } of listRuns(results)) expect(saved(path), `operation ${failAt}`).toContain("start.safetensors");
  }
});

test("checkpoints of another run are no states of this one, whatever they are called; each is named with the reason", async () => {
  const { asked, path } = await interrupted(2);
  const other = await interrupted(3, request(temporaryFolder(), { seed: 2 }));
  copyFileSync(join(other.path, "checkpoints", step(30)), join(path, "checkpoints", step(30)));
  copyFileSync(join(other.path, "checkpoints", step(30)), join(path, "checkpoints", "best.safetensors"));
  const of =
    /^checkpoints\/step-000000030.safetensors is passed over: it is of spec [0-9a-f]{16}, the run of [0-9a-f]{16}$/;
  expect(find(asked)).toMatchObject({ checkpoint: { snapshot: snapshotAfter(2) }, notes: [expect.stringMatching(of)] });
  const { record } = readRun(path);
  expect(savedWeights(record, "latest")).toMatchObject({ step: 20, notes: [expect.stringMatching(of)] });
  expect(() => savedWeights(record, "best")).toThrow(/best.safetensors is passed over: it is of spec/);
  const { differences } = checkFiles(readRun(path));
  expect(differences.map(({ where }) => where).sort()).toEqual(
    ["best", "step-000000030"].map((name) => `checkpoints/${name}.safetensors`),
  );
});
