import type { Bound, Curve, EarlyStopping } from "./early/contract.ts";
import type { Journal } from "./journal.ts";
import type { JournalLine } from "./journal-line.ts";
import type { Told } from "./methods/contract.ts";
import type { Search } from "./search.ts";
import type { Setting } from "./space.ts";
import type { Trial, TrialResult } from "./trial.ts";

/** What trains trials, some at a time. */
export interface Executor<T extends Trial> {
  /** How many at a time. */
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
  readonly early?: { readonly rule: EarlyStopping; readonly epochs: number; readonly lag: number };
  readonly signal: AbortSignal;
  readonly tell: (event: SweepEvent<T>) => void;
}

/** What happens to a sweep. */
export type SweepEvent<T extends Trial> =
  | { readonly type: "trial"; readonly trial: T }
  | { readonly type: "result"; readonly trial: T; readonly result: TrialResult; readonly isNew: boolean };

/** Milliseconds between two looks at what other processes have done. */
const LOOK = 300;

/**
 * Tries what a search proposes, until there is no more. The journal is the truth: what it holds is not tried again, whoever has
 * tried it, and another process that works on the same sweep is waited for.
 */
export async function coordinate<T extends Trial>(plan: SweepPlan<T>): Promise<readonly T[]> {
  const { search, trialsOf, journal, executor, claim, isOver, goal, early, signal, tell } = plan;
  const settings: (readonly T[])[] = [];
  const told = new Set<number>();
  const running = new Map<number, Promise<void>>();
  const errors: unknown[] = [];
  const lineOf = (trial: T): JournalLine | undefined => {
    const line = journal.get(trial.run);
    return line && isOver(line) ? line : undefined;
  };
  const sign = goal === "maximize" ? -1 : 1;
  const lossesOf = (curve: Curve): Curve => curve.map(([epoch, figure]) => [epoch, sign * figure]);
  const resultOf = (number: number): Told | undefined => {
    const lines = (settings[number] ?? []).map(lineOf);
    if (!lines.every((line) => line !== undefined)) return undefined;
    const losses = lines.map(({ status, curve }) =>
      status === "completed" || status === "stopped" ? lossesOf(curve).at(-1)?.[1] : undefined,
    );
    const known = losses.filter((loss) => loss !== undefined);
    const mean = known.reduce((sum, loss) => sum + loss, 0) / losses.length;
    return { setting: search.settings[number] as Setting, loss: known.length === losses.length ? mean : null };
  };
  const boundsOf = ({ setting }: T): Bound[] => {
    if (!early) return [];
    const before = settings.slice(0, Math.max(0, setting - early.lag)).flat();
    return early.rule.bounds(
      before.map((trial) => lossesOf(lineOf(trial)?.curve ?? [])),
      early.epochs,
    );
  };
  const tellNew = (): void => {
    for (const trial of settings.flat()) {
      const line = told.has(trial.number) ? undefined : lineOf(trial);
      if (!line) continue;
      told.add(trial.number);
      tell({ type: "result", trial, result: line, isNew: false });
    }
  };
  const start = (trial: T, release: () => void): void => {
    tell({ type: "trial", trial });
    const work = async (): Promise<void> => {
      try {
        const result = await executor.run(trial, boundsOf(trial), signal);
        if (!result) return;
        const { number, setting, seed, run } = trial;
        journal.add({ number, setting, seed, run, sets: search.settings[setting] ?? {}, ...result });
        told.add(number);
        tell({ type: "result", trial, result, isNew: true });
      } catch (error) {
        errors.push(error);
      } finally {
        release();
        running.delete(trial.number);
      }
    };
    running.set(trial.number, work());
  };

  for (;;) {
    journal.refresh();
    tellNew();
    if (signal.aborted || errors.length > 0) break;
    const elsewhere = new Set<T>();
    const open = (): T | undefined =>
      settings.flat().find((trial) => !running.has(trial.number) && !elsewhere.has(trial) && !lineOf(trial));
    let state: ReturnType<Search["next"]> = "found";
    while (running.size < executor.slots) {
      const trial = open();
      if (!trial) {
        // Settings are found when somebody can try them: the later, the more is known.
        state = search.next(resultOf);
        if (state !== "found") break;
        settings.push(trialsOf(search.settings.at(-1) as Setting, settings.length));
        tellNew();
        continue;
      }
      const release = claim(trial);
      journal.refresh(); // whoever had it may just have ended it
      if (!release) elsewhere.add(trial);
      else if (lineOf(trial)) release();
      else start(trial, release);
    }
    if (state === "end" && running.size === 0 && elsewhere.size === 0) break;
    await Promise.race([...running.values(), ...(elsewhere.size > 0 || running.size === 0 ? [sleep(LOOK)] : [])]);
  }
  await Promise.all(running.values());
  if (errors.length > 0) throw errors[0];
  return settings.flat();
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
