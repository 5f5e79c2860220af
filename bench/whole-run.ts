// A command line run to its end, then one line of JSON: node whole-run.ts ARGUMENTS. Started by memory.ts.
import { main } from "@assay/runner";

process.exitCode = await main(process.argv.slice(2));
process.stdout.write(`${JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 })}\n`);
