import { type Call, callsOf, type Program } from "@assay/kernels";
import { loadSpec } from "../src/spec/index.ts";
import { prepare } from "../src/train/prepare.ts";
import { secondsACall } from "../src/train/seconds-a-call.ts";
import { createStepBench } from "./step-bench.ts";

// The share of each kernel call in a step: node bench/profile.ts SPEC [THREADS]. Each call is timed alone, data hot.
const [, , file = "", threads = "1"] = process.argv;
const { engine, program, step, batch } = createStepBench(prepare(loadSpec(file)), { threads: Number(threads) });
for (let i = 0; i < 20; i++) step();
const [whole = 0] = secondsACall(step, 7, 0.15);

const chains = program.phases.flat();
const rows = callsOf(program.phases).map((call: Call) => {
  const chain = chains.find(({ calls }) => calls.includes(call)) as (typeof chains)[number];
  const alone: Program = { ...program, phases: [[{ ...chain, calls: [call] }]], plan: { placements: [], bytes: 0 } };
  const [run] = engine.load(alone) as [() => void];
  const [best = 0] = secondsACall(run, 3, 0.02);
  return { call, chain: chains.indexOf(chain), microseconds: best * 1e6 };
});
const total = rows.reduce((sum, { microseconds }) => sum + microseconds, 0);
for (const { call, chain, microseconds } of rows) {
  const label = (
    Object.values(call.args).find((value) => typeof value === "object") as { storage: { label: string } } | undefined
  )?.storage.label;
  console.log(
    `${chain.toString().padStart(3)} ${microseconds.toFixed(1).padStart(9)} µs ${((100 * microseconds) / total).toFixed(1).padStart(5)} %  ${call.kernel}  (${label})`,
  );
}
console.log(`sum ${total.toFixed(0)} µs, step ${(whole * 1e6).toFixed(0)} µs, ${(batch / whole).toFixed(0)} samples/s`);
await engine.close();
