import { SpecError } from "@assay/experiment/error";
import { OptionError } from "./distributions/option-error.ts";
import type { Method, Told } from "./methods/contract.ts";
import { isExcluded, type Setting, type Space } from "./space.ts";

/** Proposals in a row that lead to nothing new, after which a method that never ends has nothing new. */
const PATIENCE = 1000;

/** The same for a method that ends by itself: so many combinations may be excluded in a row. */
const MOST_EXCLUDED = 1_000_000;

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
  /**
   * Looks at a new setting once more, whose number is known.
   * @throws SpecError where it is no valid spec
   */
  readonly check?: (setting: Setting, number: number) => void;
  /**
   * Told of a setting that is no valid spec, where the method learns: it counts as one that has failed, and has no number. Default: the
   * error is thrown
   */
  readonly onInvalid?: (setting: Setting, error: SpecError) => void;
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
   * @throws OptionError where a grid excludes more combinations in a row than can be gone through
   */
  next(resultOf: (number: number) => Told | undefined): "found" | "wait" | "end";
}

/**
 * Setting n depends on the seed and on the results of the settings 0 … n - lag - 1, and on nothing else: not on who tried them,
 * nor on who was first.
 */
export function createSearch({
  space,
  method,
  cap,
  waits,
  lag,
  identify,
  onTwin,
  check,
  onInvalid,
}: SearchOptions): Search {
  const settings: Setting[] = [];
  const known = new Map<string, number>();
  const invalid: Told[] = [];
  const patience = method.ends ? MOST_EXCLUDED : PATIENCE;
  let isOver = false;
  /** Whether what is looked at is a valid spec. */
  const isValid = (setting: Setting, look: () => void): boolean => {
    try {
      look();
      return true;
    } catch (error) {
      if (!onInvalid || !(error instanceof SpecError)) throw error;
      invalid.push({ setting, loss: null });
      onInvalid(setting, error);
      return false;
    }
  };
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
      let attempts = 0;
      for (; attempts < patience; attempts++) {
        const setting = method.ask([...told, ...invalid], settings.slice(before));
        if (!setting) break;
        if (isExcluded(space, setting)) continue;
        let text = "";
        const identified = isValid(setting, () => {
          text = identify(setting);
        });
        if (!identified) continue;
        const twin = known.get(text);
        if (twin !== undefined) {
          onTwin?.(twin, setting);
          continue;
        }
        if (check && !isValid(setting, () => check(setting, number))) continue;
        known.set(text, number);
        settings.push(setting);
        return "found";
      }
      if (method.ends && attempts === patience) {
        throw new OptionError("exclude", `more than ${patience} combinations in a row are excluded`);
      }
      isOver = true;
      return "end";
    },
  };
}
