// Workers that train nothing, many in one process: node queue-worker.ts URL COUNT. For the section `queue`.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TrialResult } from "@assay/sweeps";
import { describe, readAddress, startQueueWorker, upload } from "@assay/sweeps/queue";

const [url = "", count = "1"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "assay-bench-"));
writeFileSync(join(folder, "run.json"), randomBytes(20_000));
const files = await describe(folder, ["run.json"]);
process.once("exit", () => rmSync(folder, { recursive: true }));

const result: TrialResult = {
  ...{ status: "completed", curve: [[1, 0.5]], epochs: 1, train: { loss: 0.5 }, validation: { loss: 0.5 } },
  ...{ parameters: 1000, seconds: 1, weights: null },
};
const address = readAddress(url);
for (let i = 0; i < Number(count); i++) {
  await startQueueWorker({
    ...{ address, jobs: 1, say: () => undefined },
    async train(_, { redis, signal }) {
      await sleep(1000);
      const run = { token: randomBytes(16).toString("hex"), place: "server", files } as const;
      await upload(redis, folder, run, signal);
      return { result, run };
    },
  });
}
process.send?.("ready");
process.on("disconnect", () => process.exit(0));
