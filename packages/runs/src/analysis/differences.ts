import { canonicalJson } from "@assay/experiment/identity";

/** One setting in which specs differ, under its dotted key; a spec that has no such key has `undefined`. */
export interface Difference {
  readonly key: string;
  readonly values: readonly unknown[];
}

/** What tells the experiment's name and its repetitions apart is no setting. */
const NOT_SETTINGS = new Set(["name", "seed"]);

/**
 * The settings in which resolved specs differ, in the order of the specs. Lists of parts are compared position by
 * position while they have the same length; otherwise the whole list is one setting. Where the `type` of a part differs,
 * options that only some of the types have are left out, unless specs of those types differ in them.
 *
 * @param everyOption of parts of different types, too: what only one of them has is a difference
 */
export function differences(
  specs: readonly Readonly<Record<string, unknown>>[],
  { everyOption = false }: { readonly everyOption?: boolean } = {},
): Difference[] {
  const keys = keysOf(specs).filter((key) => !NOT_SETTINGS.has(key));
  return keys.flatMap((key) =>
    walk(
      key,
      specs.map((spec) => spec[key]),
      everyOption,
    ),
  );
}

function walk(key: string, values: readonly unknown[], everyOption: boolean): Difference[] {
  if (alike(values)) return [];
  const present = values.filter((value) => value !== undefined);
  if (present.every(isObject)) {
    const typed = !alike(present.map((part) => part.type));
    return keysOf(present).flatMap((option) => {
      const column = values.map((part) => (part as Record<string, unknown> | undefined)?.[option]);
      const given = column.filter((value) => value !== undefined);
      const ofSomeTypes = !everyOption && typed && given.length < present.length && alike(given);
      return ofSomeTypes ? [] : walk(`${key}.${option}`, column, everyOption);
    });
  }
  const lists = present.filter(isPartList);
  const length = lists[0]?.length ?? 0;
  if (lists.length === values.length && lists.every((list) => list.length === length)) {
    return Array.from({ length }, (_, i) =>
      walk(
        `${key}.${i}`,
        lists.map((list) => list[i]),
        everyOption,
      ),
    ).flat();
  }
  return [{ key, values }];
}

/** Whether all values are the same; the order of keys does not count. */
export const alike = (values: readonly unknown[]): boolean => new Set(values.map(canonicalJson)).size < 2;

const keysOf = (objects: readonly object[]): string[] => [...new Set(objects.flatMap((object) => Object.keys(object)))];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isPartList = (value: unknown): value is readonly object[] => Array.isArray(value) && value.every(isObject);
