import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  coordinate,
  createSearch,
  distributions,
  type Executor,
  earlyStopping,
  type JournalLine,
  methods,
  openJournal,
  type Setting,
  type Space,
  type SweepPlan,
  type Trial,
  type TrialResult,
  upToStop,
} from "../src/index.ts";

const EPOCHS = 9;
const lr = distributions.log_uniform.build({
  min: 1e-4,
  max: 1,
});
const space: Space = { parameters: [{ name: "lr", distribution: lr }], base: () => undefined, exclude: [] };

interface FakeTrial extends Trial {
  readonly sets: Setting;
}

/** What a training of a setting would show: an accuracy that rises, the more the closer its rate is to 0.01. */
const curveOf = ({ sets, seed }: FakeTrial) =>
  Array.from({ length: EPOCHS }, (_, i) => {
    const distance = Math.abs(Math.log10(sets.lr as number) + 2);
    return [i + 1, Number((1 - 0.3 * distance - 0.5 / (i + 2) + seed / 1000).toFixed(6))] as const;
  });

/** Trains nothing, in times drawn by a seed; every trial in `dying` fails. */
function fakeExecutor(slots: number, order: number, count: (trial: FakeTrial) => void): Executor<FakeTrial> {
  let state = order;
  return {
    slots,
    async run(trial, bounds, signal) {
      count(trial);
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      await new Promise((resolve) => setTimeout(resolve, state % 5));
      if (signal.aborted) return undefined;
      const losses = curveOf(trial).map(([epoch, figure]) => [epoch, -figure] as const);
      const { curve, isStopped } = upToStop(losses, bounds);
      const shown = curve.map(([epoch, loss]) => [epoch, -loss] as const);
      const isFailed = trial.number % 11 === 5;
      const result: TrialResult = {
        status: isFailed ? "failed" : isStopped ? "stopped" : "completed",
        ...(isFailed && { reason: "it always fails" }),
        ...{ curve: isFailed ? [] : shown, epochs: shown.length, train: null, validation: null },
        ...{ parameters: 1, seconds: state, weights: null },
      };
      return result;
    },
  };
}

interface Options {
  readonly method?: string;
  readonly early?: "asha" | "median";
  readonly slots?: number;
  readonly order?: number;
  readonly cap?: number;
  readonly signal?: AbortSignal;
  readonly count?: (trial: FakeTrial) => void;
  readonly claims?: Set<string>;
}

/** Works on the sweep in a folder until it is over. @returns what the journal then says, in the order of the numbers */
async function work(folder: string, options: Options = {}): Promise<JournalLine[]> {
  const { method = "tpe", early, slots = 1, order = 1, cap = 20, claims = new Set() } = options;
  const definition = methods[method as keyof typeof methods];
  const journal = openJournal(folder);
  const waits = definition.learns || early !== undefined;
  const plan: SweepPlan<FakeTrial> = {
    search: createSearch({
      ...{ space, method: definition.create(space, 3), cap, waits, lag: 2 },
      identify: (setting) => JSON.stringify(setting),
    }),
    trialsOf: (setting, number) =>
      [1, 2].map((seed, i) => ({
        ...{ number: number * 2 + i, setting: number, seed, sets: setting },
        run: `lr${setting.lr}/seed${seed}`,
        identity: `${seed}`,
      })),
    journal,
    executor: fakeExecutor(slots, order, options.count ?? (() => undefined)),
    claim: ({ run }) => {
      if (claims.has(run)) return undefined;
      claims.add(run);
      return () => void claims.delete(run);
    },
    isOver: () => true,
    goal: "maximize",
    ...(early && {
      early: {
        rule: earlyStopping[early].build({ min_epochs: 1, reduction_factor: 3 }),
        epochsOf: () => EPOCHS,
        lag: 2,
      },
    }),
    signal: options.signal ?? new AbortController().signal,
    tell: () => undefined,
  };
  await coordinate(plan);
  journal.refresh();
  const trials = plan.search.settings.flatMap((setting, number) => plan.trialsOf(setting, number));
  return trials.flatMap((trial) => journal.get(trial) ?? []);
}

const folderOf = (): string => mkdtempSync(join(tmpdir(), "assay-sweep-"));
/** But for how long it took. */
const table = (lines: readonly JournalLine[]) => lines.map((line) => ({ ...line, seconds: 0 }));

test.each([
  ["tpe", undefined],
  ["random", "asha"],
  ["tpe", "asha"],
  ["sobol", "median"],
] as const)("%s with %s: 1 worker and 8 give the same trials, decisions and table", async (method, early) => {
  const options = { method, ...(early && { early }) };
  const alone = table(await work(folderOf(), options));
  expect(alone).toHaveLength(40);
  expect(table(await work(folderOf(), { ...options, slots: 8, order: 5 }))).toEqual(alone);
  expect(table(await work(folderOf(), { ...options, slots: 8, order: 77 }))).toEqual(alone);
  if (early) expect(alone.filter(({ status }) => status === "stopped").length).toBeGreaterThan(10);
});

test("stopped after any number of trials, the same command goes on: none lost, repeated or renumbered", async () => {
  const expected = table(await work(folderOf(), { early: "asha", method: "random" }));
  const folder = folderOf();
  const tries = new Map<string, number>();
  for (let round = 1; round < 12; round++) {
    const controller = new AbortController();
    let started = 0;
    await work(folder, {
      ...{ early: "asha", method: "random", slots: 3, order: round, signal: controller.signal },
      count: () => ++started === round && controller.abort(),
    });
    // Killed while it wrote a line.
    appendFileSync(join(folder, "trials.jsonl"), '{"number": 3, "run": "torn');
  }
  const lines = table(await work(folder, { early: "asha", method: "random", count: ({ run }) => tries.set(run, 1) }));
  expect(lines).toEqual(expected);
});

test("two that work on the same sweep share it: every trial once", async () => {
  const folder = folderOf();
  const claims = new Set<string>();
  const tried: string[] = [];
  const one = (order: number) =>
    work(folder, { method: "random", slots: 2, order, claims, count: ({ run }) => tried.push(run) });
  const [first, second] = await Promise.all([one(1), one(9)]);
  expect(table(first)).toEqual(table(second));
  expect(tried.length).toBe(40);
  expect(new Set(tried).size).toBe(40);
  expect(table(first)).toEqual(table(await work(folderOf(), { method: "random" })));
});

test("a higher cap adds trials and repeats none", async () => {
  const folder = folderOf();
  await work(folder, { cap: 5 });
  const tried: number[] = [];
  const lines = await work(folder, { cap: 8, count: ({ number }) => tried.push(number) });
  expect(tried).toEqual([10, 11, 12, 13, 14, 15]);
  expect(table(lines)).toEqual(table(await work(folderOf(), { cap: 8 })));
});

test("a journal that cannot be written ends the sweep with its name", async () => {
  const folder = join(folderOf(), "gone");
  await expect(work(folder)).rejects.toThrow(`[sweeps/journal] cannot write ${join(folder, "trials.jsonl")}`);
  const file = join(folderOf(), "a-file");
  writeFileSync(file, "");
  await expect(work(file)).rejects.toThrow("[sweeps/journal] cannot read");
  expect(readFileSync(file, "utf8")).toBe("");
});

test("a line of other bits, and a reason without end: the first is tried again, the second is found again", async () => {
  const folder = folderOf();
  const journal = openJournal(folder);
  const result = { status: "failed", curve: [], epochs: 0, train: null, validation: null } as const;
  const rest = { parameters: null, seconds: null, weights: null, sets: {}, seed: 1, setting: 0, number: 0 };
  journal.add({ ...result, ...rest, run: "a/b", identity: "older", reason: "x".repeat(100_000) });
  const again = openJournal(folder);
  again.refresh();
  expect(again.get({ run: "a/b", identity: "newer" })).toBe(undefined);
  expect(again.get({ run: "a/b", identity: "older" })?.reason).toHaveLength(10_000);
});

test("after an error the trials under way are stopped", async () => {
  const space: Space = { parameters: [{ name: "lr", distribution: lr }], base: () => undefined, exclude: [] };
  const stopped: number[] = [];
  const failing = coordinate<Trial>({
    search: createSearch({
      space,
      method: methods.random.create(space, 1),
      cap: 4,
      waits: false,
      lag: 0,
      identify: JSON.stringify,
    }),
    trialsOf: (_, number) => [{ number, setting: number, seed: 1, run: `a/${number}`, identity: "" }],
    journal: openJournal(folderOf()),
    executor: {
      slots: 2,
      run: ({ number }, _, signal) =>
        number === 0
          ? Promise.reject(new Error("the disk is full"))
          : new Promise((resolve) => {
              const stop = (): void => {
                stopped.push(number);
                resolve(undefined);
              };
              if (signal.aborted) stop();
              else signal.addEventListener("abort", stop);
            }),
    },
    claim: () => () => undefined,
    isOver: () => true,
    goal: "maximize",
    signal: new AbortController().signal,
    tell: () => undefined,
  });
  await expect(failing).rejects.toThrow("the disk is full");
  expect(stopped).toEqual([1]);
});
