import { createEmitter, createEngine, createProgram, createTensor } from "@assay/kernels";
import { secondsACall } from "@assay/training/timing";

/** What one thread moves a second over a working set of a size. */
export interface Bandwidth {
  readonly bytes: number;
  readonly bytesPerSecond: number;
}

/** Working sets that fit a first-level cache, a second-level one, a third-level one, a large one, and none. */
const SETS = [24 * 2 ** 10, 384 * 2 ** 10, 6 * 2 ** 20, 24 * 2 ** 20, 192 * 2 ** 20];

const BATCH = 64;

/** Streaming bandwidth by the size of the working set: c = a + b, two arrays read, one written. */
export async function measureBandwidth(quick: boolean): Promise<Bandwidth[]> {
  const engine = createEngine({ threads: 1 });
  const measured = SETS.map((bytes) => {
    const size = Math.floor(bytes / 12 / BATCH);
    const array = (name: string) => createTensor(name, [BATCH, size], "f32", true);
    const [a, b, y] = [array("a"), array("b"), array("y")] as const;
    for (const tensor of [a, b, y]) engine.arena.place(tensor);
    const emitter = createEmitter(BATCH, false);
    emitter.emit("add", { a, b, y, size });
    const [run] = engine.load(createProgram(emitter)) as [() => void];
    const [seconds] = secondsACall(run, quick ? 2 : 7, quick ? 0.02 : 0.1) as [number];
    return { bytes, bytesPerSecond: (12 * size * BATCH) / seconds };
  });
  await engine.close();
  return measured;
}
