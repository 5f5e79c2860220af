// What every kernel gives on this machine, and how fast products are, as JSON. A process of its own, as V8's flags hold for a
// whole process: node [flags of V8] print-outputs.ts fused|strict [wide]
import { createHash } from "node:crypto";
import { elementsOf } from "../elements.ts";
import { createEngine, type Engine, type Numerics } from "../engine.ts";
import { revectorize } from "../revectorize.ts";
import { createTensor } from "../tensor.ts";
import { allCases } from "./all-cases.ts";
import { createBench, randomize } from "./bench.ts";
import { prepareCase } from "./prepare-case.ts";

/** What a process prints. */
export interface Outputs {
  /** Title of a case → SHA-256 (hex) of its outputs. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Milliseconds of a matrix product, the least of several. */
  readonly milliseconds: number;
}

const [, , numerics, vectors] = process.argv;
if (vectors === "wide") revectorize();
const engine = createEngine({ threads: 1, numerics: numerics as Numerics });
const hashes = Object.fromEntries(
  allCases.map((item) => {
    const { bench, outputs } = prepareCase(engine, item);
    // The second time runs what the first has had optimized.
    for (let i = 0; i < 2; i++) bench.run();
    const hash = createHash("sha256");
    for (const tensor of outputs) hash.update(elementsOf(engine, tensor));
    return [item.title, hash.digest("hex")];
  }),
);
process.stdout.write(JSON.stringify({ hashes, milliseconds: timeProduct(engine) } satisfies Outputs));

/** Of a product of 96 × 256 with 256 × 256. */
function timeProduct(engine: Engine): number {
  const x = createTensor("x", [96, 256], "f32", true);
  const weight = createTensor("weight", [256, 256]);
  const y = createTensor("y", [96, 256], "f32", true);
  const bench = createBench(engine, { batch: 96 }, (emitter) => {
    emitter.emit("linear", { x, weight, y });
    return [x, weight, y];
  });
  for (const tensor of [x, weight]) randomize(engine, tensor);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 50; i++) {
    const start = performance.now();
    bench.run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
