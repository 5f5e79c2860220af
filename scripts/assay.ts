// The command line from a checkout: kernels up to date first, then `assay` with the same arguments.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("./build.ts");
await import("../packages/runner/src/assay.ts");
