// The command line from a checkout: kernels up to date first, then `assay` with the same arguments.
await import("./build.ts");
await import("../packages/runner/src/assay.ts");

export {};
