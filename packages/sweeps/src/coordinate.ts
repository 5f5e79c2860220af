import type { Bound, Curve, EarlyStopping } from "./early/contract.ts";
import type { Journal } from "./journal.ts";
import type { JournalLine } from "./journal-line.ts";
import type { Told } from "./methods/contract.ts";
import { signOf } from "./metric.ts";
import { createRest } from "./rest.ts";
import type { Search } from "./search.ts";
import type { Setting } from "./space.ts";
import type { Trial, TrialResult } from "./trial.ts";

/** What trains trials, some at a time. */
export interface Executor<T extends Trial> {
  /** How many at a time; it may change. */
  readonly slots: number;
  /**
   * Trains one. @returns undefined where it was asked to stop
   * @param bounds what it must reach to go on
   */
  run(trial: T, bounds: readonly Bound[], signal: AbortSignal): Promise<TrialResult | undefined>;
}

export interface SweepPlan<T extends Trial> {
  readonly search: Search;
  /** The trials of a setting: one a seed. */
  readonly trialsOf: (setting: Setting, number: number) => readonly T[];
  readonly journal: Journal;
  readonly executor: Executor<T>;
  /** Takes a trial for this process. @returns what gives it back; undefined where another process has it */
  readonly claim: (trial: T) => (() => void) | undefined;
  /** Whether what the journal says of a trial is not to be tried again. */
  readonly isOver: (line: JournalLine) => boolean;
  readonly goal: "maximize" | "minimize";
  readonly early?: {
    readonly rule: EarlyStopping;
    /** Of a trial's whole training. */
    readonly epochsOf: (trial: T) => number;
    readonly lag: number;
  };
  readonly signal: AbortSignal;
  readonly tell: (event: SweepEvent<T>) => void;
}

/** What happens to a sweep. */
export type SweepEvent<T extends Trial> =
  | { readonly type: "trial"; readonly trial: T }
  | { readonly type: "result"; readonly trial: T; readonly result: TrialResult; readonly isNew: boolean };

/** Milliseconds between two looks at what other processes have done: where that is waited for, and where there is enough to do. */
const LOOK = 300;
const LONG_LOOK = 5000;

/**
 * Tries what a search proposes, until there is no more. The journal is the truth: what it holds is not tried again, whoever has
 * tried it, and another process that works on the same sweep is waited for.
 */
export async function coordinate<T extends Trial>(plan: SweepPlan<T>): Promise<readonly T[]> {
  const { search, trialsOf, journal, executor, claim, isOver, goal, early, signal, tell } = plan;
  const settings: (readonly T[])[] = [];
  /** Trials that nobody has been seen to end yet, by their number; of those, in their order, the ones nobody here has begun. */
  const untold = new Map<number, T>();
  const waiting: T[] = [];
  const running = new Map<number, Promise<void>>();
  const errors: unknown[] = [];
  const results: Told[] = [];
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  if (signal.aborted) stop.abort();
  const rest = createRest(stop.signal);
  const lineOf = (trial: T): JournalLine | undefined => {
    const line = journal.get(trial);
    return line && isOver(line) ? line : undefined;
  };
  const sign = signOf({ goal });
  const lossesOf = (curve: Curve): Curve => curve.map(([epoch, figure]) => [epoch, sign * figure]);
  const resultOf = (number: number): Told | undefined => {
    const known = results[number];
    if (known) return known;
    const lines = (settings[number] ?? []).map(lineOf);
    if (!lines.every((line) => line !== undefined)) return undefined;
    const losses = lines.map(({ status, curve }) =>
      status === "completed" || status === "stopped" ? lossesOf(curve).at(-1)?.[1] : undefined,
    );
    const figures = losses.filter((loss) => loss !== undefined);
    const mean = figures.reduce((sum, loss) => sum + loss, 0) / losses.length;
    results[number] = {
      setting: search.settings[number] as Setting,
      loss: figures.length === losses.length ? mean : null,
    };
    return results[number];
  };
  const boundsOf = (trial: T): Bound[] => {
    if (!early) return [];
    const before = settings.slice(0, Math.max(0, trial.setting - early.lag)).flat();
    return early.rule.bounds(
      before.map((each) => lossesOf(lineOf(each)?.curve ?? [])),
      early.epochsOf(trial),
    );
  };
  const tellNew = (): void => {
    for (const trial of untold.values()) {
      const line = running.has(trial.number) ? undefined : lineOf(trial);
      if (!line) continue;
      untold.delete(trial.number);
      tell({ type: "result", trial, result: line, isNew: false });
    }
  };
  const start = (trial: T, release: () => void): void => {
    tell({ type: "trial", trial });
    const work = async (): Promise<void> => {
      try {
        const result = await executor.run(trial, boundsOf(trial), stop.signal);
        if (!result) {
          if (!stop.signal.aborted) waiting.push(trial); // given back: somebody else tries it
          return;
        }
        const { number, setting, seed, run, identity } = trial;
        journal.add({ number, setting, seed, run, identity, sets: search.settings[setting] ?? {}, ...result });
        untold.delete(number);
        tell({ type: "result", trial, result, isNew: true });
      } catch (error) {
        errors.push(error);
        stop.abort(); // whatever else is being trained goes on the next time
      } finally {
        release();
        running.delete(trial.number);
        rest.end();
      }
    };
    running.set(trial.number, work());
  };

  try {
    for (;;) {
      journal.refresh();
      tellNew();
      if (stop.signal.aborted) break;
      const elsewhere: T[] = [];
      let state: ReturnType<Search["next"]> = "found";
      while (running.size < executor.slots) {
        const trial = waiting.shift();
        if (!trial) {
          // Settings are found when somebody can try them: the later, the more is known.
          state = search.next(resultOf);
          if (state !== "found") break;
          const found = trialsOf(search.settings.at(-1) as Setting, settings.length);
          settings.push(found);
          waiting.push(...found);
          for (const each of found) untold.set(each.number, each);
          tellNew();
          continue;
        }
        if (!untold.has(trial.number)) continue;
        const release = claim(trial);
        journal.refresh(); // whoever had it may just have ended it
        if (!release) elsewhere.push(trial);
        else if (lineOf(trial)) release();
        else start(trial, release);
      }
      waiting.unshift(...elsewhere);
      if (state === "end" && running.size === 0 && elsewhere.length === 0) break;
      // Others may end a trial, or more slots come up, without anything being heard of it here.
      await rest.for(elsewhere.length > 0 || running.size < executor.slots ? LOOK : LONG_LOOK);
    }
  } catch (error) {
    errors.push(error);
    stop.abort();
  }
  await Promise.all(running.values());
  if (errors.length > 0) throw errors[0];
  return settings.flat();
}
