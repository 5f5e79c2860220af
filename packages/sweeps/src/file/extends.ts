import { canonicalJson } from "@assay/experiment/identity";
import { methodNamed } from "../methods/registry.ts";
import { same } from "../same.ts";
import { type SweepFile, seedsOf } from "./sweep-file.ts";

type Plain = Readonly<Record<string, unknown>>;

/** Keys that say how far a sweep goes, or what it is called; its experiment is compared as it is resolved. */
const FREE = ["run_cap", "name", "experiment", "repeats", "parameters"];

/**
 * What keeps a sweep whose file was edited from going on with what was tried. Another cap does not. More seeds do not where no
 * trial depends on another one's result, and there more values of a grid do not either.
 * @returns a line a key, "metric: was …, is …"
 */
export function obstacles(was: SweepFile, is: SweepFile): string[] {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !FREE.includes(key));
  const depends = dependenceOf(is);
  return [
    ...keys.flatMap((key) => changeOf(key, (was as unknown as Plain)[key], (is as unknown as Plain)[key])),
    ...seedObstacles(seedsOf(was), seedsOf(is), depends),
    ...parameterObstacles(was, is, is.method === "grid" ? depends : undefined),
  ];
}

/** Why what is tried depends on results; undefined where it does not. */
function dependenceOf({ method, early_terminate }: SweepFile): string | undefined {
  if (methodNamed(method)?.learns) return `${method} learns from the results`;
  return early_terminate && `${early_terminate.type} compares each trial with those before it`;
}

function seedObstacles(was: unknown, is: unknown, depends: string | undefined): string[] {
  if (depends === undefined && contains(is, was ?? [])) return [];
  return changeOf("seeds", was, is, depends);
}

function parameterObstacles(was: SweepFile, is: SweepFile, depends: string | undefined): string[] {
  const [before, after] = [parametersOf(was), parametersOf(is)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    const isGrid = is.method === "grid" && was.method === "grid";
    const isExtended =
      old && now && contains(now.values, old.values) && same({ ...old, values: 0 }, { ...now, values: 0 });
    if (isGrid && depends === undefined && isExtended) return [];
    return changeOf(`parameters.${name}`, old, now, isExtended ? depends : undefined);
  });
}

/** The parameters, those that are a choice without saying so as well; the seed is none of them. */
const parametersOf = ({ parameters = {} }: SweepFile): Readonly<Record<string, Plain>> =>
  Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name !== "seed")
      .map(([name, parameter]) => [name, { distribution: "choice", ...parameter }]),
  );

/** A line where two values differ. @param why it matters, where that is not plain */
function changeOf(key: string, was: unknown, is: unknown, why?: string): string[] {
  return same(was, is)
    ? []
    : [`${key}: was ${textOf(was)}, is ${textOf(is)}${why === undefined ? "" : `, and ${why}`}`];
}

/** Whether a list has all that another one has. */
function contains(list: unknown, part: unknown): boolean {
  if (list === undefined) return Array.isArray(part) && part.length === 0;
  if (!Array.isArray(list) || !Array.isArray(part)) return false;
  const texts = new Set(list.map((value) => canonicalJson(value)));
  return part.every((value) => texts.has(canonicalJson(value)));
}

/** A value in a line. */
export const textOf = (value: unknown): string =>
  value === undefined ? "absent" : JSON.stringify(value).slice(0, 120);
