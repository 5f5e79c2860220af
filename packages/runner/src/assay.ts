#!/usr/bin/env node
import { useCompileCache } from "./compile-cache.ts";
import { tooSmallHeap } from "./heap-limit.ts";

const refusal = tooSmallHeap([process.env.NODE_OPTIONS, ...process.execArgv].join(" "));
if (refusal !== undefined) {
  process.stderr.write(`error: ${refusal}\n`);
  process.exitCode = 1;
} else {
  useCompileCache();
  const { main } = await import("./commands/main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
