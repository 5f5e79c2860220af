// Describes, identifies and loads a dataset as the start of a run does, then prints one line of JSON:
// node load-data.ts TYPE OPTIONS-AS-JSON. Started by loading.ts.
import { type DatasetDefinition, datasets } from "@assay/data";

const [type = "", options = "{}"] = process.argv.slice(2);
const definition = (datasets as unknown as Readonly<Record<string, DatasetDefinition<unknown>>>)[type];
if (!definition) throw new Error(`[bench] no dataset is called ${type}`);
const start = performance.now();
const asked = JSON.parse(options);
definition.describe(asked);
definition.fingerprint(asked);
const { train, test } = definition.load(asked);
const seconds = (performance.now() - start) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ seconds, peakBytes, examples: train.count + test.count })}\n`);
