import { existsSync, readFileSync } from "node:fs";
import type { PartSpec } from "../../packages/layers/src/index.ts";

const root = new URL("../../", import.meta.url);
const LAYERS = "packages/layers/test/fixtures/";
const OPTIMIZERS = "packages/optimizers/test/fixtures/";

export const textOf = (file: string): string => readFileSync(new URL(file, root), "utf8");
export const isThere = (file: string): boolean => existsSync(new URL(file, root));

function read<T>(file: string): T {
  return JSON.parse(textOf(file)) as T;
}

export interface LayerCase {
  readonly part: PartSpec;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly dy: readonly number[];
  readonly dx: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** Cases of single layers, and of layers in layers in layers. */
export const layerCases = read<readonly LayerCase[]>(`${LAYERS}layers.json`);
export const nestedCases = read<readonly LayerCase[]>(`${LAYERS}nests.json`);

/** "PyTorch 1.13", as the script that made a fixture says it. */
export function madeWith(script: string, library: string): string {
  const [, version] = /made with (\d+\.\d+)/.exec(textOf(script)) ?? [];
  if (!version) throw new Error(`${script} does not say what it was made with`);
  return `${library} ${version}`;
}

export const torch = madeWith(`${LAYERS}make.py`, "PyTorch");
export const sklearn = madeWith(`${LAYERS}make_metrics.py`, "scikit-learn");

const losses = read<{ readonly cases: readonly { readonly type: string }[] }>(`${LAYERS}losses.json`);
const metrics = read<readonly { readonly expected: object }[]>(`${LAYERS}metrics.json`);
const initializers = read<readonly { readonly family: string }[]>(`${LAYERS}initializers.json`);

/** "top_3" → "top_k", "f1_weighted" → "f1" */
const metricOf = (figure: string): string => figure.replace(/^top_\d+$/, "top_k").replace(/_(weighted|\d+)$/, "");

/** The fixture of an optimizer or a schedule; of one that has none, no cases. */
function casesOf<T>(type: string): readonly T[] {
  const file = `${OPTIMIZERS}${type}.json`;
  return isThere(file) ? read<{ readonly cases: readonly T[] }>(file).cases : [];
}

/** How many cases the fixtures have of a part, by registry. */
export const countCases = {
  layers: (type: string) => layerCases.filter(({ part }) => part.type === type).length,
  losses: (type: string) => losses.cases.filter((item) => item.type === type).length,
  metrics: (type: string) =>
    metrics.flatMap(({ expected }) => Object.keys(expected)).filter((figure) => metricOf(figure) === type).length,
  initializers: (type: string) => initializers.filter(({ family }) => type.startsWith(`${family}_`)).length,
  optimizers: (type: string) => casesOf(type).length,
  schedules: (type: string) => casesOf(type).length,
  augmentations: () => 0,
} as const satisfies Record<string, (type: string) => number>;

/** Optimizers that are compared with parameter groups, too. */
export const groupedOptimizers = read<{ readonly cases: readonly unknown[] }>(`${OPTIMIZERS}groups.json`).cases.length;

/** Steps that the fixtures of optimizers and of schedules take. */
export const optimizerSteps = read<{ readonly gradients: readonly unknown[] }>(`${OPTIMIZERS}sgd.json`).gradients
  .length;
export const scheduleSteps = casesOf<{ readonly lr: readonly number[] }>("step")[0]?.lr.length ?? 0;
