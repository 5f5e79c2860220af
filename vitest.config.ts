import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "bench/test/**/*.test.ts", "scripts/test/*.test.ts"],
    // Tests start teams of threads of their own: one process a file. Two at a time, as many wait for a process or a disk.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
