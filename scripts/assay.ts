// The command line from a checkout: kernels up to date first, then `assay` with the same arguments.
import { useCompileCache } from "../packages/runner/src/compile-cache.ts";

useCompileCache();
await import("./build.ts");
await import("../packages/runner/src/assay.ts");
