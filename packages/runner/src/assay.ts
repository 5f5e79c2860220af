#!/usr/bin/env node
import { useCompileCache } from "./compile-cache.ts";

useCompileCache();
const { main } = await import("./commands/main.ts");
process.exitCode = await main(process.argv.slice(2));
