import type { Spot } from "./source.ts";

type Scalar = string | number | boolean | null;

/** A value with the location it was written at. Never changed once built: an override makes a new tree. */
export interface Tree {
  readonly value: Scalar | readonly Tree[] | ReadonlyMap<string, Tree>;
  readonly spot: Spot;
  /** A number, truth value or null as it was written: "1e10", "007", "~". */
  readonly written?: string;
  /** Where its key was written, for a value in a map. */
  readonly key?: Spot;
}

export const isList = (value: Tree["value"]): value is readonly Tree[] => Array.isArray(value);
export const isMap = (value: Tree["value"]): value is ReadonlyMap<string, Tree> => value instanceof Map;

/** The child under a key or an index; undefined where there is none. */
export function childOf(tree: Tree, key: string | number): Tree | undefined {
  if (isMap(tree.value)) return tree.value.get(String(key));
  if (isList(tree.value) && /^(0|[1-9]\d*)$/.test(String(key))) return tree.value[Number(key)];
  return undefined;
}

/** The value at a path, or its nearest ancestor. */
export function nearest(
  tree: Tree,
  path: readonly (string | number)[],
): { readonly tree: Tree; readonly found: boolean } {
  let current = tree;
  for (const key of path) {
    const child = childOf(current, key);
    if (!child) return { tree: current, found: false };
    current = child;
  }
  return { tree: current, found: true };
}

/** A tree whose children have been replaced. */
export function mapChildren(tree: Tree, replace: (item: Tree, key: string) => Tree): Tree {
  const { value } = tree;
  if (isList(value)) return { ...tree, value: value.map((item, index) => replace(item, String(index))) };
  if (isMap(value)) return { ...tree, value: new Map([...value].map(([key, item]) => [key, replace(item, key)])) };
  return tree;
}

/** The plain data of a tree, fresh at each call. */
export function plainOf({ value }: Tree): unknown {
  if (isList(value)) return value.map(plainOf);
  if (isMap(value)) return Object.fromEntries([...value].map(([key, child]) => [key, plainOf(child)]));
  return value;
}

/** A tree of plain data that nobody wrote (a default), all of it at one spot. */
export function treeOf(data: unknown, spot: Spot): Tree {
  if (Array.isArray(data)) return { value: data.map((item) => treeOf(item, spot)), spot };
  if (typeof data === "object" && data !== null) {
    return { value: new Map(Object.entries(data).map(([key, item]) => [key, treeOf(item, spot)])), spot };
  }
  return { value: data as Scalar, spot };
}
