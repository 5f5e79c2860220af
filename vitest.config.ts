import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "bench/test/**/*.test.ts", "scripts/test/*.test.ts"],
    // Tests start teams of threads of their own: one process a file, and no more of them than cores.
    pool: "forks",
    testTimeout: 60_000,
  },
});
