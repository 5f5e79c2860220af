import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GOOD, headerMutations, textMutations } from "../../packages/data/test/csv-mutations.ts";
import { valueMutations } from "../../packages/data/test/csv-value-mutations.ts";
import { fillIdx } from "../../packages/data/test/idx-files.ts";
import { idxMutations } from "../../packages/data/test/idx-mutations.ts";
import type { Promised } from "./contract.ts";
import { assay } from "./processes.ts";

/** One way to spoil a data set, and what must be said of it. */
interface Damage {
  readonly what: string;
  /** Writes the damaged files. @returns the data set, as a spec has it */
  readonly write: (cwd: string) => object;
  readonly says: readonly string[];
}

const damages: readonly Damage[] = [
  ...[...textMutations, ...headerMutations, ...valueMutations].map(
    ({ what, content = GOOD, options, error }): Damage => ({
      what: `csv: ${what}`,
      says: [`data.csv: ${error}`],
      write(cwd) {
        writeFileSync(join(cwd, "data.csv"), content);
        return { type: "csv", path: "data.csv", target: "class", ...options };
      },
    }),
  ),
  ...idxMutations.map(
    ({ what, change, says, options }): Damage => ({
      what: `idx: ${what}`,
      says,
      write(cwd) {
        mkdirSync(join(cwd, "idx"));
        fillIdx(join(cwd, "idx"));
        change(join(cwd, "idx"));
        return { type: "idx", path: "idx", ...options };
      },
    }),
  ),
];

/** Data that is damaged. */
export const data: Promised = {
  about: "damaged tables and IDX files: exit 2 before the first step, naming file and line, nothing written",
  async run({ quick, folder, say }) {
    const chosen = damages.filter((_, i) => !quick || i % 16 === 0);
    const lost: string[] = [];
    for (const [i, { what, write, says }] of chosen.entries()) {
      const cwd = join(folder, String(i));
      mkdirSync(cwd);
      const dataset = write(cwd);
      const spec = `name: damaged
data: { dataset: ${JSON.stringify(dataset)}, normalize: none }
architecture: [flatten, { type: linear, out_features: 3 }]
optimizer: { type: sgd, lr: 0.1 }
training: { epochs: 1, batch_size: 2 }
`;
      writeFileSync(join(cwd, "damaged.yaml"), spec);
      const { status, stderr } = assay(cwd, ["run", "damaged.yaml", "--quiet", "--threads", "1"]);
      const isSaid = says.every((text) => stderr.includes(text)) && !/a bug in Assay| at \S+:\d+:\d+\)/.test(stderr);
      if (status !== 2 || !isSaid || readdirSync(cwd).includes("results"))
        lost.push(`${what}: exit ${status}, ${stderr.trim().slice(0, 300)}`);
      if (i % 20 === 0) say(`${i} of ${chosen.length}`);
    }
    return { tried: chosen.length, survived: chosen.length - lost.length, lost };
  },
};
