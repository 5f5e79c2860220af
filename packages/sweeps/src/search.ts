import type { Method, Told } from "./methods/contract.ts";
import { isExcluded, type Setting, type Space } from "./space.ts";

/** Proposals in a row that lead to nothing new, after which there is nothing new. */
const PATIENCE = 1000;

/** How settings are found. */
export interface SearchOptions {
  readonly space: Space;
  readonly method: Method;
  /** Most settings. */
  readonly cap: number;
  /** Whether a setting waits for results: those of all but the `lag` before it. */
  readonly waits: boolean;
  readonly lag: number;
  /**
   * What a setting makes of the experiment, as a text: two settings that make the same are one.
   * @throws SpecError where it is no valid spec
   */
  readonly identify: (setting: Setting) => string;
  /** Told of two settings that make the same experiment. Default: the second is passed over */
  readonly onTwin?: (first: number, second: Setting) => void;
}

/** The settings of a sweep, one after the other, whoever tries them. */
export interface Search {
  /** Those found so far. */
  readonly settings: readonly Setting[];
  /**
   * Finds the next one.
   * @param resultOf the result of a setting by its number; undefined while it is not there
   * @returns whether there is one more now; "wait" where it must wait for a result, "end" where there is no more
   */
  next(resultOf: (number: number) => Told | undefined): "found" | "wait" | "end";
}

/**
 * Setting n depends on the seed and on the results of the settings 0 … n - lag - 1, and on nothing else: not on who tried them,
 * nor on who was first.
 */
export function createSearch({ space, method, cap, waits, lag, identify, onTwin }: SearchOptions): Search {
  const settings: Setting[] = [];
  const known = new Map<string, number>();
  let isOver = false;
  return {
    settings,
    next(resultOf) {
      const number = settings.length;
      if (isOver || number >= cap) return "end";
      const before = Math.max(0, waits ? number - lag : 0);
      const told: Told[] = [];
      for (let i = 0; i < before; i++) {
        const result = resultOf(i);
        if (!result) return "wait";
        told.push(result);
      }
      for (let attempt = 0; attempt < PATIENCE; attempt++) {
        const setting = method.ask(told, settings.slice(before));
        if (!setting) break;
        if (isExcluded(space, setting)) continue;
        const text = identify(setting);
        const twin = known.get(text);
        if (twin !== undefined) {
          onTwin?.(twin, setting);
          continue;
        }
        known.set(text, number);
        settings.push(setting);
        return "found";
      }
      isOver = true;
      return "end";
    },
  };
}
