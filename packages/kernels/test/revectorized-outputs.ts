// Prints the SHA-256 of what some kernels give: node revectorized-outputs.ts [revectorize]
import { createHash } from "node:crypto";
import { elementsOf } from "../src/elements.ts";
import { createEngine, createTensor, revectorize } from "../src/index.ts";
import { createBench, randomize } from "./harness.ts";

if (process.argv[2] === "revectorize") revectorize();

for (const numerics of ["fused", "strict"] as const) {
  const engine = createEngine({ threads: 1, numerics });
  const x = createTensor("x", [8, 10, 10, 16], "f32", true);
  const kernel = createTensor("kernel", [3, 3, 16, 16]);
  const y = createTensor("y", [8, 10, 10, 16], "f32", true);
  const weight = createTensor("weight", [1600, 24]);
  const z = createTensor("z", [8, 24], "f32", true);
  const bench = createBench(engine, { batch: 8 }, (emitter) => {
    emitter.emit("conv2d", { x, weight: kernel, y, stride_y: 1, stride_x: 1, pad_top: 1, pad_left: 1 });
    emitter.emit("linear", { x: { ...y, shape: [8, 1600] }, weight, y: z });
    return [x, kernel, y, weight, z];
  });
  for (const tensor of [x, kernel, weight]) randomize(engine, tensor);
  // Often enough that V8's optimizing compiler takes over.
  for (let i = 0; i < 2000; i++) bench.run();
  const hash = createHash("sha256");
  for (const tensor of [y, z]) hash.update(elementsOf(engine, tensor));
  console.log(numerics, hash.digest("hex"));
  await engine.close();
}
