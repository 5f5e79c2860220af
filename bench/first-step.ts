// A training up to the end of its first step, and no further: node first-step.ts SPEC. Started by startup.ts.
import { useCompileCache } from "@assay/runner/compile-cache";

useCompileCache();
const { createEngine } = await import("@assay/kernels");
const { loadSpec } = await import("@assay/training");
const { prepare } = await import("@assay/training");
const { createRepeatedStep } = await import("@assay/training/timing");

const prepared = prepare(loadSpec(process.argv[2] as string));
const engine = createEngine();
createRepeatedStep(prepared, engine).step();
await engine.close();
