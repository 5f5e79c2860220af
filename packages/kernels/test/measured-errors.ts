/**
 * How far the kernels and the elementary functions are from double precision: what docs/numerics.md states. A kernel is compared
 * call by call with its reference, which sums in double precision, on the same inputs.
 */
import { accessesOf, type Call, definitionOf, encodeArguments } from "../src/call.ts";
import { elementsOf } from "../src/elements.ts";
import { createEngine, type Engine, type Numerics } from "../src/engine.ts";
import { cos, exp, log, pow, sin, tanh } from "../src/math.ts";
import { callsOf, programOf } from "../src/program.ts";
import { type KernelName, kernelNames } from "../src/registry.ts";
import { allCases } from "../src/self-test/all-cases.ts";
import { createBench } from "../src/self-test/bench.ts";
import { prepareCase } from "../src/self-test/prepare-case.ts";
import { createTensor, type Tensor } from "../src/tensor.ts";
import { magnitudes, range, ulps } from "./ulps.ts";

type Values = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Of each kernel, the largest difference of an output from its reference's, relative to that output's largest value. */
export function kernelErrors(numerics: Numerics): ReadonlyMap<KernelName, number> {
  const errors = new Map<KernelName, number>(kernelNames.map((name) => [name, 0]));
  const engine = createEngine({ threads: 1, numerics });
  for (const item of allCases) {
    const { bench } = prepareCase(engine, item, { reuse: false });
    for (const call of callsOf(bench.program.phases)) {
      const [run] = engine.load(programOf(bench.program, [call])) as [() => void];
      const written = accessesOf(call).flatMap(({ tensor, writes }) => (writes ? [elementsOf(engine, tensor)] : []));
      errors.set(call.kernel, Math.max(errors.get(call.kernel) ?? 0, errorOf(engine, call, item.batch, run, written)));
    }
  }
  return errors;
}

function errorOf(engine: Engine, call: Call, batch: number, run: () => void, written: readonly Values[]): number {
  const before = written.map((values) => values.slice());
  run();
  const found = written.map((values) => values.slice());
  for (const [i, values] of written.entries()) values.set(before[i] as Values);
  definitionOf(call).reference(engine.arena.views, encodeArguments(call, batch));
  return Math.max(...written.map((expected, i) => relative(found[i] as Values, expected, before[i] as Values)));
}

/** The largest of a handful of numbers may be next to nothing: of them it would say how wrong zero is. */
const ENOUGH = 16;

/** Where the reference leaves a zero as it was, it is padding that nobody reads. */
function relative(found: Values, expected: Values, before: Values): number {
  if (expected.length < ENOUGH) return 0;
  let [off, largest] = [0, 0];
  for (const [i, value] of expected.entries()) {
    if (!Number.isFinite(value) && Object.is(value, found[i])) continue;
    if (value === 0 && before[i] === 0) continue;
    off = Math.max(off, Math.abs((found[i] as number) - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return off === 0 ? 0 : off / largest;
}

const POINTS = 200_000;

/** Functions of the kernels, in single precision: the largest error relative to the value, or to x where the value has zeros. */
const SINGLE = {
  tanh: { of: Math.tanh, from: -12, to: 12, over: "value" },
  sigmoid: { of: (x: number) => 1 / (1 + Math.exp(-x)), from: -87, to: 20, over: "value" },
  softplus: { of: (x: number) => Math.log1p(Math.exp(x)), from: -80, to: 19, over: "value", beta: 1, threshold: 20 },
  elu: { of: (x: number) => (x > 0 ? x : Math.expm1(x)), from: -20, to: 1, over: "value", alpha: 1, scale: 1 },
  silu: { of: (x: number) => x / (1 + Math.exp(-x)), from: -20, to: 20, over: "x" },
  mish: { of: (x: number) => x * Math.tanh(Math.log1p(Math.exp(x))), from: -20, to: 20, over: "x" },
} as const;

export function singleErrors(numerics: Numerics): ReadonlyMap<string, number> {
  const engine = createEngine({ threads: 1, numerics });
  const inputs = Float32Array.from([0.5, 1].flatMap((share) => [...range(-share, share, POINTS / 4)])).filter(
    (x) => x !== 0,
  );
  return new Map(
    Object.entries(SINGLE).map(([kind, { of, from, to, over, ...options }]) => {
      const points = Float32Array.from([...inputs, ...range(from, to, POINTS / 2)]).filter((x) => x !== 0);
      const [x, y] = ["x", "y"].map((label) => createTensor(label, [1, points.length], "f32", true)) as [
        Tensor,
        Tensor,
      ];
      const bench = createBench(engine, { batch: 1 }, (emitter) => {
        emitter.emit(kind as "tanh", { x, y, size: points.length, ...options });
        return [x, y];
      });
      elementsOf(engine, x).set(points);
      bench.run();
      const values = elementsOf(engine, y);
      let worst = 0;
      points.forEach((at, i) => {
        const expected = of(at);
        worst = Math.max(worst, Math.abs(((values[i] as number) - expected) / (over === "x" ? at : expected)));
      });
      return [kind, worst];
    }),
  );
}

/** Functions of schedules and augmentations, in double precision: the largest distance from JavaScript's, in units in the last place. */
export function doubleErrors(): ReadonlyMap<string, number> {
  const functions = [
    ["exp", exp, Math.exp, range(-745, 709.7, POINTS)],
    ["log", log, Math.log, magnitudes(1e-300, 1e300, POINTS).map(Math.abs)],
    ["tanh", tanh, Math.tanh, range(-20, 20, POINTS)],
    ["sin", sin, Math.sin, range(-Math.PI / 4, Math.PI / 4, POINTS)],
    ["cos", cos, Math.cos, range(-Math.PI / 4, Math.PI / 4, POINTS)],
    ["pow(x, 1000)", (x: number) => pow(x, 1000), (x: number) => x ** 1000, range(0.6, 1, POINTS)],
    ["pow(x, 0.9)", (x: number) => pow(x, 0.9), (x: number) => x ** 0.9, range(1e-5, 1, POINTS)],
  ] as const;
  return new Map(
    functions.map(([name, mine, theirs, points]) => [
      name,
      points.reduce((worst, x) => Math.max(worst, ulps(mine(x), theirs(x))), 0),
    ]),
  );
}
