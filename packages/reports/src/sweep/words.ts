import type { SettingRow } from "@assay/sweeps";
import { partText } from "../text/part-text.ts";

/** Characters of a value, and of a parameter's name, where room is short. */
const LONGEST = 24;
/** Of a whole setting. */
const LONGEST_SETTING = 90;

export const cut = (text: string, longest = LONGEST): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

/** A value of a parameter in a chart: "0.001", "tanh". */
export const valueText = (value: unknown): string => cut(value === undefined ? "–" : partText(value));

/** The name of each parameter as a chart shows it: the last part of its path where no other has the same. */
export function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const last = (name: string, parts: number) => name.split(".").slice(-parts).join(".");
  return new Map(
    names.map((name) => {
      // A number alone, as of a layer, says nothing.
      const parts = [1, 2, 3].find(
        (count) =>
          /^[a-z]/i.test(last(name, count)) &&
          names.every((other) => other === name || last(other, count) !== last(name, count)),
      );
      return [name, cut(parts === undefined ? name : last(name, parts))];
    }),
  );
}

/** "setting 5: lr 0.003, batch_size 32" */
export function settingLabel({ setting, sets }: Pick<SettingRow, "setting" | "sets">): string {
  const names = shortNames(Object.keys(sets));
  const texts = Object.entries(sets).map(([name, value]) => `${names.get(name)} ${valueText(value)}`);
  return cut([`setting ${setting}`, ...(texts.length > 0 ? [texts.join(", ")] : [])].join(": "), LONGEST_SETTING);
}
