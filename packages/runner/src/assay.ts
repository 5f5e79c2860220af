#!/usr/bin/env node
import { useCompileCache } from "./compile-cache.ts";
import { tooSmallToStart } from "./start-limits.ts";

const refusal = tooSmallToStart();
if (refusal !== undefined) {
  process.stderr.write(`error: ${refusal}\n`);
  process.exitCode = 1;
} else {
  useCompileCache();
  const { main } = await import("./commands/main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
