import type { Instance } from "./instance.ts";

/**
 * A loaded program. Called, it runs to its end; a long one can be run in slices instead, so that the caller may look around.
 * As long as it is not done, nothing has been written to what the program writes at its end alone: see `ProgramOptions.final`.
 */
export interface Run {
  (): void;
  /**
   * Begins a run.
   * @param isLate asked after each piece of work whether the slice is over
   * @returns whether it is done, as it always is for a program that is not long; otherwise `proceed` goes on
   */
  start(isLate: () => boolean): boolean;
  /** Goes on with a run for one more slice. @returns whether it is done */
  proceed(isLate: () => boolean): boolean;
}

/** What runs ask of the engine that they belong to, and tell it. */
interface Owner {
  readonly isClosed: () => boolean;
  /** Told before each slice what its program asks whether the slice is over. */
  readonly onSlice: (isLate: () => boolean) => void;
}

/**
 * Makes runs of programs that lie in the arena.
 *
 * @param control the address of the team's control block
 * @returns a function of a program's addresses: its own, or those of its two parts, the second of which is run in one go
 */
export function createRuns(
  instance: Instance,
  control: number,
  { isClosed, onSlice }: Owner,
): (addresses: readonly number[], isLong: boolean) => Run {
  /** The run that was left in its middle. */
  let unfinished: Run | undefined;
  return (addresses, isLong) => {
    const check = (expected?: Run): void => {
      if (isClosed()) throw new Error("[kernels/engine] the engine is closed");
      if (unfinished !== expected) throw new Error("[kernels/engine] another run is not done");
    };
    const run = (): void => {
      check();
      for (const address of addresses) instance.execute(control, address, 0);
    };
    const slice = (isLate: () => boolean, go: () => number): boolean => {
      onSlice(isLate);
      const isDone = go() === 1;
      unfinished = isDone ? undefined : sliced;
      if (isDone) for (const address of addresses.slice(1)) instance.execute(control, address, 0);
      return isDone;
    };
    const sliced: Run = Object.assign(run, {
      start(isLate: () => boolean) {
        const [first] = addresses;
        if (isLong && first !== undefined) {
          check();
          return slice(isLate, () => instance.execute(control, first, 1));
        }
        run();
        return true;
      },
      proceed(isLate: () => boolean) {
        check(sliced);
        return slice(isLate, () => instance.proceed(control, 1));
      },
    });
    return sliced;
  };
}
