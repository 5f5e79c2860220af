import { existsSync, globSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { count, metricText } from "@assay/runner/terminal";
import { type RunRecord, sample } from "@assay/runs";
import { loadSpec } from "@assay/training";
import { ASSAY, runNode } from "./child.ts";
import type { BenchTable, Section } from "./section.ts";
import { spreadOf } from "./spread.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const FOLDER = fileURLToPath(new URL("../experiments/examples/", import.meta.url));
/** Where Debian's package puts Fashion-MNIST, for whoever has not put it where the spec looks. */
const DEBIAN = "/usr/share/datasets/fashion-mnist";

/** The folders in the order of the document, and their titles. */
const THEMES = {
  mnist: "MNIST",
  "fashion-mnist": "Fashion-MNIST",
  tables: "Tables",
  points: "Points",
} as const;
const SEEDS = [1, 2, 3];

/** Every example spec, with the seeds 1 to 3: what it reaches on its test split, and how long it takes. */
export const examples: Section = {
  about: "experiments/examples: what each spec reaches over 3 seeds, and seconds a run",
  when: "named",
  report: { file: "examples.md", title: "The examples", isOurs: true },
  run: ({ quick, say }) =>
    inTemporaryFolder(async (out) => {
      const tables: BenchTable[] = [];
      for (const [theme, title] of Object.entries(THEMES)) {
        const rows: string[][] = [];
        const notes: string[] = [];
        for (const file of globSync("*.yaml", { cwd: join(FOLDER, theme) }).sort()) {
          const name = basename(file, ".yaml");
          const where = placeOf(join(FOLDER, theme, file));
          if (!where) {
            notes.push(`${name} is left out: its data is not here; experiments/examples/README.md says how to get it.`);
            say(notes.at(-1) ?? "");
            continue;
          }
          const records: RunRecord[] = [];
          for (const seed of quick ? [1] : SEEDS) {
            say(`${name}, seed ${seed}`);
            const flags = [...where, ...(quick ? ["--set", "training.epochs=1"] : [])];
            const asked = ["--seed", `${seed}`, "--out", join(out, "results"), "--json", "--quiet"];
            records.push(
              JSON.parse((await runNode(ASSAY, "run", join(FOLDER, theme, file), ...flags, ...asked)).stdout),
            );
          }
          rows.push(rowOf(`[${name}](../experiments/examples/${theme}/${file})`, records));
        }
        tables.push({ title, head: HEAD, rows, notes: [...notes, ...(theme === "mnist" ? [noteOf(quick)] : [])] });
      }
      return tables;
    }),
};

const HEAD = ["spec", "test metric", "mean ± deviation", "validation", "n", "epochs", "parameters", "seconds a run"];

const noteOf = (quick: boolean): string =>
  `Mean ± standard deviation over the seeds${quick ? ", after one epoch" : ""}; – where nothing is held out. Seconds: median, from a spec that has been read to its ` +
  "result, evaluation and page included. The validation split chooses, the test split is for a last look.";

/** What names the data: nothing where it is where the spec looks; undefined where there is none. */
function placeOf(file: string): string[] | undefined {
  const { type, path } = loadSpec(file).spec.data.dataset;
  if (type !== "idx" || existsSync(path as string)) return [];
  return existsSync(DEBIAN) ? ["--set", `data.dataset.path=${DEBIAN}`] : undefined;
}

/** A spec's row: its first metric over the seeds. */
function rowOf(name: string, records: readonly RunRecord[]): string[] {
  const [first] = records;
  const [metric] = first?.metrics ?? [];
  if (!first || !metric) throw new Error(`[bench] ${name} measures nothing`);
  const over = (split: "test" | "validation"): string => {
    const values = records.map((record) => record[split]?.[metric.name]).filter((value) => typeof value === "number");
    if (values.length < records.length) return "–";
    const { mean, sd } = sample(values);
    const text = (value: number): string => metricText(metric, { [metric.name]: value });
    return sd === null ? text(mean) : `${text(mean).replace(" %", "")} ± ${text(sd)}`;
  };
  const { median } = spreadOf(records.map(({ seconds }) => seconds ?? 0));
  const { epochs, parameters } = first;
  const numbers = [`${records.length}`, `${epochs}`, count(parameters), median.toFixed(1)];
  return [name, metric.name, over("test"), over("validation"), ...numbers];
}
