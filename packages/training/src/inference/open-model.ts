import { fillMissing, normalizedPer } from "@assay/data";
import {
  createEngine,
  createTensor,
  elementsOf,
  type Program,
  type Run,
  type Storage,
  sizeOf,
  type Tensor,
} from "@assay/kernels";
import { checkRange } from "../check-target-range.ts";
import { classFigures } from "../class-figures.ts";
import type { EvaluationParts } from "../emit-step.ts";
import { runPass, type Visit } from "../evaluate.ts";
import {
  createPass,
  EVALUATION_BATCH,
  evaluationProgram,
  evaluationTensors,
  exampleTensors,
  type Pass,
  totalsOf,
} from "../evaluation-pass.ts";
import { keptTensors, write } from "../memory.ts";
import { infoOf } from "../metrics.ts";
import { buildModelParts } from "../model-parts.ts";
import { createPause } from "../pause.ts";
import { registries } from "../registries.ts";
import { checkWeights } from "./check-weights.ts";
import type { Inputs, OpenModel, OpenOptions, StoredModel, Targets } from "./contract.ts";
import { checkTargets, countInputs } from "./examples.ts";

/**
 * Opens a stored model. Examples are brought in batch by batch, so that any number fits; each new size of a batch costs the
 * memory of its program.
 *
 * @throws InputError where architecture, description and weights do not go together, before a thread is started
 */
export function openModel({ spec, weights, description }: StoredModel, options: OpenOptions = {}): OpenModel {
  const { input, target } = description;
  const { shape, dtype, zeros } = input;
  const data = { shape, dtype, target, ...(zeros !== undefined && { zeros }) };
  const built = buildModelParts(spec, data, registries, (_, make) => make());
  const parts: EvaluationParts = { ...built, data, normalizedPer: normalizedPer(spec.data.normalize_per, data) };
  const judging = { loss: spec.loss.type, within: built.within, target };
  const { model, loss, metrics } = parts;
  const constants = loss.constants ?? [];
  checkWeights(model, weights);

  const tensors = evaluationTensors(parts);
  const totals = totalsOf("evaluation", parts);
  const order = createTensor("batch order", [EVALUATION_BATCH], "i32");
  const split = { ...exampleTensors("batch", parts, EVALUATION_BATCH), order, count: EVALUATION_BATCH };
  const persistent: readonly Tensor[] = [
    ...[model.values, ...model.buffers.map(({ value }) => value), tensors.affine, tensors.cursor, tensors.outputs],
    ...[totals.loss, ...totals.metrics, split.inputs, split.targets, order, ...constants.map(({ tensor }) => tensor)],
  ];
  const keep = new Set<Storage>(persistent.map(({ storage }) => storage));
  const engine = createEngine(options);
  for (const tensor of persistent) engine.arena.place(tensor);
  const stored = new Map(weights.map(({ name, values }) => [name, values]));
  for (const { name, tensor } of keptTensors(model)) write(engine, tensor, stored.get(name) as Float32Array);
  for (const { tensor, values } of constants) write(engine, tensor, values);
  writeAffine(elementsOf(engine, tensors.affine), description.normalization);
  for (const [i] of elementsOf(engine, order).entries()) elementsOf(engine, order)[i] = i;

  const loaded = new Map<number, { readonly program: Program; readonly run: Run }>();
  function load(batch: number): { readonly program: Program; readonly run: Run } {
    const known = loaded.get(batch);
    if (known) return known;
    const program = evaluationProgram(batch, parts, tensors, split, totals, keep);
    const made = { program, run: engine.load(program)[0] };
    loaded.set(batch, made);
    return made;
  }

  const signal = options.signal ?? new AbortController().signal;
  const [size, width] = [sizeOf(input.shape), target.kind === "class" ? 1 : target.size];
  const means = description.missing_means && Float32Array.from(description.missing_means);

  /** Runs over all examples; without targets what is measured means nothing. */
  async function go(inputs: Inputs, targets?: Targets, visit?: Visit) {
    const examples = countInputs(description, inputs);
    const { values } = fillMissing({ dtype: input.dtype, shape: input.shape, values: inputs }, means);
    const pass = createPass(examples, EVALUATION_BATCH, totals, (batch) => load(batch).program) as Pass; // never empty
    const evaluated = {
      ...{ engine, metrics, outputs: tensors.outputs },
      feed(start: number, count: number) {
        write(engine, split.inputs, values.subarray(start * size, (start + count) * size));
        if (targets) write(engine, split.targets, targets.subarray(start * width, (start + count) * width));
      },
      start: ({ batch }: Program, isLate: () => boolean) => load(batch).run.start(isLate),
      proceed: ({ batch }: Program, isLate: () => boolean) => load(batch).run.proceed(isLate),
    };
    const measured = await runPass(evaluated, pass, createPause(signal), visit);
    return measured && { examples, metrics: measured };
  }

  // The batches of two calls must not mix.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  }

  return {
    threads: engine.threads,
    numerics: engine.numerics,
    metrics: infoOf(metrics),
    predict: (inputs) =>
      inTurn(async () => {
        const columns = sizeOf(model.output);
        const outputs = new Float32Array(countInputs(description, inputs) * columns);
        const done = await go(inputs, undefined, (start, values) => outputs.set(values, start * columns));
        return done && outputs;
      }),
    evaluate: (inputs, targets, visit) =>
      inTurn(async () => {
        checkTargets(description, targets, countInputs(description, inputs));
        checkRange({ ...judging, example: "example", hint: "scale them as those that it was trained on" }, targets);
        const done = await go(inputs, targets, visit);
        const classes = done && classFigures(engine, totals, parts);
        return done && { ...done, ...(classes && { classes }) };
      }),
    close: () => engine.close(),
  };
}

/** Writes scales, then shifts, over and over: [2], or [2, size]. */
function writeAffine(
  to: { length: number; [index: number]: number },
  { scale, shift }: StoredModel["description"]["normalization"],
): void {
  const half = to.length / 2;
  for (let i = 0; i < half; i++) {
    to[i] = scale[i % scale.length] as number;
    to[half + i] = shift[i % shift.length] as number;
  }
}
