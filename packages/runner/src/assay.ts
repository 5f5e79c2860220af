#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Whatever was compiled before is taken from Node's cache: that halves the time of a start.
enableCompileCache();
const { main } = await import("./commands/main.ts");
process.exitCode = await main(process.argv.slice(2));
