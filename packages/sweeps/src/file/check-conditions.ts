import type { SpecError } from "@assay/experiment";
import { same } from "../same.ts";
import type { Setting, Space } from "../space.ts";

/**
 * Refuses a condition that is never met, and an exclusion that leaves nothing out: most likely a slip.
 * @param fail makes an error at a place in the sweep
 */
export function checkConditions(
  { parameters, exclude, base }: Space,
  fail: (path: readonly string[], rule: string, hint?: string) => SpecError,
): void {
  /** Why a path never has a value; undefined where it may. */
  const whyNever = (path: string, value: unknown): string | undefined => {
    const own = parameters.find(({ name }) => name === path);
    const text = JSON.stringify(value);
    if (own) {
      const { values } = own.distribution;
      if (!values) return undefined;
      for (let i = 0; i < values.count; i++) if (same(values.at(i), value)) return undefined;
      return `${path} never has the value ${text}`;
    }
    const isInside = parameters.some(({ name }) => path.startsWith(`${name}.`) || name.startsWith(`${path}.`));
    const written = base(path);
    if (isInside || same(written, value)) return undefined;
    const is = written === undefined ? "is not written" : `is ${JSON.stringify(written)}`;
    return `${path} ${is} in the experiment, and does not vary: it is never ${text}`;
  };
  const check = (condition: Setting, at: readonly string[]): void => {
    for (const [path, value] of Object.entries(condition)) {
      const why = whyNever(path, value);
      if (why !== undefined) throw fail([...at, path], why, "look for a slip in the path and in the value");
    }
  };
  for (const { name, when } of parameters) if (when) check(when, ["parameters", name, "when"]);
  for (const [i, setting] of exclude.entries()) check(setting, ["exclude", String(i)]);
}
