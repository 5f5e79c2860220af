import { createEmitter, createEngine, createProgram, createTensor, elementsOf } from "@assay/kernels";
import { afterAll } from "vitest";
import { type MetricDefinition, metrics, type Target } from "../src/index.ts";

const definitions = metrics as unknown as Readonly<Record<string, MetricDefinition<object>>>;

/** A metric with its options, and what it looks at. */
export interface Measured {
  readonly type: string;
  readonly options?: object;
  readonly outputs: readonly (readonly number[])[];
  /** Classes, or rows of values. */
  readonly targets: readonly number[] | readonly (readonly number[])[];
}

const engine = createEngine({ threads: 2 });
afterAll(() => engine.close());

/** The metric over the examples, as a program computes it, `batch` of them at a time. */
export function measure({ type, options = {}, outputs, targets }: Measured, batch: number): number {
  const width = outputs[0]?.length ?? 0;
  const ofClasses = typeof targets[0] === "number";
  const target: Target = ofClasses ? { kind: "class", classes: width } : { kind: "values", size: width };
  const built = (definitions[type] as MetricDefinition<object>).build(options, [width], target);
  const sums = createTensor("sums", [built.width], "f64");
  engine.arena.place(sums);
  for (let start = 0; start < outputs.length; start += batch) {
    const own = outputs.slice(start, start + batch);
    const emitter = createEmitter(own.length, false);
    const x = createTensor("x", [own.length, width], "f32", true);
    const t = createTensor("targets", ofClasses ? [own.length] : [own.length, width], ofClasses ? "i32" : "f32", true);
    const rows = emitter.tensor("rows", [built.width], "f64");
    built.emit(emitter, { outputs: x, targets: t, rows });
    emitter.emit("sum_f64", { rows, sums, count: own.length, width: built.width });
    for (const tensor of [x, t]) engine.arena.place(tensor);
    const [run] = engine.load(createProgram(emitter)) as [() => void];
    elementsOf(engine, x).set(own.flat());
    elementsOf(engine, t).set(targets.slice(start, start + batch).flat());
    run();
  }
  return built.finish(elementsOf(engine, sums).slice() as Float64Array, outputs.length);
}
