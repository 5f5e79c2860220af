import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { createStepBench, timeRounds } from "./training.ts";

// Samples per second of whole training steps (gather, forward, loss, backward, Adam) of the reference nets, batch 64.
console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}, batch 64, best and median of 9 rounds\n`,
);
const nets = ["mlp", "lenet", "example", "resnet-small", "depthwise-separable"];
const width = Math.max(...nets.map(({ length }) => length));
console.log(`${"net".padEnd(width)} threads  numerics  samples/s best  median  GFLOP/s`);
for (const net of nets) {
  for (const [threads, numerics] of [
    [2, "fused"],
    [1, "fused"],
    [2, "strict"],
  ] as const) {
    const file = fileURLToPath(new URL(`nets/${net}.yaml`, import.meta.url));
    const { engine, program, batch, step } = createStepBench(file, threads, numerics);
    const rounds = timeRounds(step, 9, 0.25);
    await engine.close();
    const rate = (seconds = 0): string => Math.round(batch / seconds).toLocaleString("en-US");
    const gflops = program.flops / (rounds[0] as number) / 1e9;
    const cells = [
      net.padEnd(width),
      `${threads}`.padStart(7),
      numerics.padStart(9),
      rate(rounds[0]).padStart(15),
      rate(rounds[4]).padStart(7),
      gflops.toFixed(1).padStart(8),
    ];
    console.log(cells.join(" "));
  }
}
console.log("\nGFLOP/s counts the multiply-adds of matrix products and convolutions.");
