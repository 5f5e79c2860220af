import { stream } from "@assay/kernels";
import type { Pause } from "../pause.ts";
import { inPieces } from "../pieces.ts";
import { normOf } from "./norm.ts";
import type { PlacedParameter } from "./objective.ts";

/** A line through the present values of a parameter. */
export interface Direction {
  readonly where: string;
  /** Whether a single element moves. */
  readonly isElement: boolean;
  /** The longest way to go along it, each way. */
  readonly reach: number;
  /** Writes `start`, moved by `way`, to `values`. */
  move(values: Float32Array, start: Float32Array, way: number): void;
}

/** Lines of random signs: what the analytic gradient lacks shows along these alone. */
const RANDOM = 2;

/** Elements that are compared one by one: those of the largest gradients. */
const ELEMENTS = 3;

/** Share of the objective that a move may change by, to first order: beyond, the third derivative shows. */
const CHANGE = 0.01;

/** How far all elements move at most, and one alone, in units of 1/√fan_in. */
const FARTHEST = { all: 0.1, one: 1 } as const;

/**
 * The lines along which a parameter is compared, the same in each check: its gradient, random signs, and single elements.
 * @param gradient at its present values
 * @param objective its present value
 * @returns undefined where it was stopped
 */
export async function directionsOf(
  { name, shape, unit }: PlacedParameter,
  gradient: Float32Array,
  objective: number,
  pause: Pause,
): Promise<Direction[] | undefined> {
  const size = gradient.length;
  const norm = normOf(gradient);
  /** The way along which the objective changes by its share, at this slope. */
  const limited = (most: number, slope: number): number =>
    slope > 0 ? Math.min(most, (CHANGE * Math.abs(objective)) / slope) : most;
  const along = (where: string, line: ArrayLike<number>, reach: number): Direction => ({
    where,
    isElement: false,
    reach,
    move(values, start, way) {
      for (let i = 0; i < size; i++) values[i] = (start[i] as number) + way * (line[i] as number);
    },
  });
  const farthest = FARTHEST.all * unit * Math.sqrt(size);
  const lines: Direction[] = [];
  if (norm > 0) {
    const line = await lineOf(size, pause, (i) => (gradient[i] as number) / norm);
    if (!line) return undefined;
    lines.push(along("along the gradient", line, limited(farthest, norm)));
  }
  for (let i = 1; i <= RANDOM; i++) {
    const random = stream(0, `gradcheck/${name}/${i - 1}`);
    const each = 1 / Math.sqrt(size);
    const line = await lineOf(size, pause, () => (random() < 0.5 ? -each : each));
    if (!line) return undefined;
    lines.push(along(`random direction ${i}`, line, limited(farthest, norm / Math.sqrt(size))));
  }
  const single = largest(gradient, ELEMENTS).map(
    (index): Direction => ({
      where: `element [${indices(index, shape).join(", ")}]`,
      isElement: true,
      reach: limited(FARTHEST.one * unit, Math.abs(gradient[index] as number)),
      move(values, start, way) {
        values[index] = (start[index] as number) + way;
      },
    }),
  );
  return [...lines, ...single];
}

/** A line, element after element; undefined where it was stopped. */
async function lineOf(size: number, pause: Pause, element: (i: number) => number): Promise<Float64Array | undefined> {
  const line = new Float64Array(size);
  const isDone = await inPieces(size, pause, (from, to) => {
    for (let i = from; i < to; i++) line[i] = element(i);
  });
  return isDone ? line : undefined;
}

/** Where the `count` largest absolute values stand, the largest first; of equal ones the first. */
function largest(values: Float32Array, count: number): number[] {
  const chosen: number[] = [];
  const size = (index: number): number => Math.abs(values[index] as number);
  for (let i = 0; i < values.length; i++) {
    if (chosen.length === count && size(i) <= size(chosen.at(-1) as number)) continue;
    const place = chosen.findIndex((other) => size(other) < size(i));
    chosen.splice(place < 0 ? chosen.length : place, 0, i);
    if (chosen.length > count) chosen.pop();
  }
  return chosen;
}

/** The position of an element in each dimension. */
function indices(index: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  for (const extent of shape.toReversed()) {
    position.unshift(index % extent);
    index = Math.floor(index / extent);
  }
  return position;
}
