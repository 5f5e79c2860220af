import {
  createEmitter,
  createEngine,
  createProgram,
  elementsOf,
  type Numerics,
  type Program,
  sizeOf,
} from "@assay/kernels";
import { emitAugmented, emitGather } from "../emit-step.ts";
import { write } from "../memory.ts";
import type { PreparedRun } from "../prepare.ts";
import { readDataset } from "../read-dataset.ts";
import { createTraining } from "../training.ts";

/** Images before and after augmentation. */
export interface AugmentedImages {
  /** [height, width, channels] */
  readonly shape: readonly number[];
  /** One row an example: the image as it is, then as each draw makes it, in bytes. */
  readonly rows: readonly (readonly Uint8Array[])[];
}

export interface AugmentedOptions {
  readonly threads: number;
  readonly numerics: Numerics;
  readonly examples: number;
  readonly draws: number;
}

/**
 * What the augmentation of a spec makes of its first training examples, by the kernels that a training runs: draw d is that of
 * batch d, were the examples the first of it. Numbers go back to bytes by the inverse of the normalization, rounded and
 * cut to 0 … 255.
 *
 * @throws SpecError if the data is damaged
 */
export async function augmented(
  prepared: PreparedRun,
  { threads, numerics, examples, draws }: AugmentedOptions,
): Promise<AugmentedImages> {
  const { parts, programs } = prepared;
  const { shape } = parts.data;
  const size = sizeOf(shape);
  const engine = createEngine({ threads, numerics });
  try {
    const { split } = createTraining(prepared, engine, readDataset(prepared));
    const count = Math.min(examples, split.train.length);
    const inputsOf = (isAugmented: boolean) => {
      const emitter = createEmitter(count, isAugmented);
      const emit = isAugmented ? emitAugmented : emitGather;
      const { x } = emit(emitter, parts, programs, programs.train.split);
      engine.arena.place(x);
      const persistent = new Set([...programs.persistent, x].map(({ storage }) => storage));
      const program: Program = createProgram(emitter, { persistent });
      const [run] = engine.load(program) as [() => void];
      return { run, values: elementsOf(engine, x) };
    };
    const [plain, changed] = [inputsOf(false), inputsOf(true)];
    elementsOf(engine, programs.train.split.order).set(split.train.subarray(0, count));
    write(engine, programs.cursor, [0]);
    const affine = elementsOf(engine, programs.affine);
    const shifts = affine.length / 2;
    const bytesOf = ({ values }: typeof plain, example: number): Uint8Array =>
      Uint8Array.from({ length: size }, (_, i) => {
        const at = i % shifts;
        const byte =
          ((values[example * size + i] as number) - (affine[shifts + at] as number)) / (affine[at] as number);
        return Math.max(0, Math.min(255, Math.round(byte)));
      });
    plain.run();
    const rows = Array.from({ length: count }, (_, example) => [bytesOf(plain, example)]);
    for (let draw = 0; draw < draws; draw++) {
      write(engine, parts.model.step, [draw]);
      changed.run();
      for (const [example, row] of rows.entries()) row.push(bytesOf(changed, example));
    }
    return { shape, rows };
  } finally {
    await engine.close();
  }
}
