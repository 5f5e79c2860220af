import type { Distribution } from "./distributions/contract.ts";
import { same } from "./same.ts";

/** Path into a spec → value; the parameters that a setting does not have stay as the experiment says. */
export type Setting = Readonly<Record<string, unknown>>;

/** One thing that varies. */
export interface Parameter {
  /** Its path in the spec, such as "optimizer.lr". */
  readonly name: string;
  readonly distribution: Distribution;
  /** It varies only where all of these have these values; of parameters before it, or of the experiment. */
  readonly when?: Setting;
}

/** All settings that a sweep may try. */
export interface Space {
  /** In the order of the file. */
  readonly parameters: readonly Parameter[];
  /** What the experiment itself has at a path. */
  readonly base: (path: string) => unknown;
  /** Settings that make no sense: all that have the values of one of these. */
  readonly exclude: readonly Setting[];
}

/** The setting that `pick` makes, asked for each parameter that varies, by its number. */
export function settingOf(space: Space, pick: (distribution: Distribution, index: number) => unknown): Setting {
  const setting: Record<string, unknown> = {};
  for (const [i, { name, distribution, when }] of space.parameters.entries()) {
    if (when === undefined || hasAll(space, setting, when)) setting[name] = pick(distribution, i);
  }
  return setting;
}

/** The setting at a point of the unit cube, one coordinate a parameter. */
export const settingAt = (space: Space, point: readonly number[]): Setting =>
  settingOf(space, (distribution, i) => distribution.at(point[i] ?? 0));

/** Where a setting lies in the unit cube; undefined for a parameter that it does not have. */
export const pointOf = ({ parameters }: Space, setting: Setting): (number | undefined)[] =>
  parameters.map(({ name, distribution }) => (name in setting ? distribution.place(setting[name]) : undefined));

/** Whether a setting is one of those that make no sense. */
export const isExcluded = (space: Space, setting: Setting): boolean =>
  space.exclude.some((each) => hasAll(space, setting, each));

/** Whether a setting has all of some values. */
export const hasAll = (space: Space, setting: Setting, wanted: Setting): boolean =>
  Object.entries(wanted).every(([path, value]) => same(valueAt(space, setting, path), value));

/** What a spec with this setting has at a path: a parameter's value, a part of one, or the experiment's own. */
function valueAt(space: Space, setting: Setting, path: string): unknown {
  if (path in setting) return setting[path];
  const whole = Object.keys(setting).find((name) => path.startsWith(`${name}.`));
  if (whole === undefined) return space.base(path);
  const value = path
    .slice(whole.length + 1)
    .split(".")
    .reduce((part: unknown, key) => (part as Record<string, unknown> | undefined)?.[key], setting[whole]);
  // A part without options may be its type alone.
  return value ?? (path === `${whole}.type` ? setting[whole] : undefined);
}
