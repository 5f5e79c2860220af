import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Promised } from "./contract.ts";

const PROGRAM = fileURLToPath(new URL("./many-runs.ts", import.meta.url));

const SPEC = `name: flat
data: { dataset: { type: synthetic, kind: xor } }
architecture: [{ type: linear, out_features: 4 }, tanh, { type: linear, out_features: 2 }]
optimizer: { type: sgd, lr: 0.1 }
training: { epochs: 1, batch_size: 20 }
`;

/** What memory may grow by from the first look to the last, in MiB: the collector's ups and downs, and at first its own growth. */
const GROWTH = { quick: 100, full: 40 };

/** Short trainings one after the other in one process. */
export const flat: Promised = {
  about: "short runs in one process, of 2 threads each: memory and open files are flat",
  async run({ quick, folder, say }) {
    const [runs, looks] = quick ? [60, 20] : [500, 100];
    writeFileSync(join(folder, "flat.yaml"), SPEC);
    const args = ["--expose-gc", PROGRAM, "flat.yaml", String(runs), String(looks)];
    const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const lost: string[] = [];
    try {
      const held: { runs: number; megabytes: number; files: number }[] = JSON.parse(stderr);
      for (const look of held) say(`${look.runs} runs: ${Math.round(look.megabytes)} MiB, ${look.files} files`);
      const [first, last] = [held[0], held.at(-1)];
      if (
        !first ||
        !last ||
        last.megabytes > first.megabytes + GROWTH[quick ? "quick" : "full"] ||
        last.files > first.files
      )
        lost.push(JSON.stringify(held));
    } catch {
      lost.push(stderr.slice(0, 300));
    }
    const experiment = join(folder, "results", "flat");
    const found = existsSync(experiment) ? readdirSync(experiment).length : 0;
    if (found !== runs) lost.push(`${found} of ${runs} runs are there`);
    return { tried: runs, survived: lost.length === 0 ? runs : 0, lost };
  },
};
