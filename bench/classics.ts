import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { percent } from "@assay/runner/terminal";
import { sample } from "@assay/runs";
import { loadSpec, prepare } from "@assay/training";
import { ASSAY, run, runNode } from "./child.ts";
import { writeData } from "./peers/network.ts";
import { findPython } from "./peers/python.ts";
import type { Section } from "./section.ts";
import { spreadOf } from "./spread.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const specOf = (name: string): string =>
  fileURLToPath(new URL(`../experiments/classics/${name}.yaml`, import.meta.url));
const NUMPY = fileURLToPath(new URL("peers/numpy_classics.py", import.meta.url));

/** Variables that tell OpenBLAS to take the kernels of another processor: NumPy is to have those of this one. */
const CLEARED = { OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined, PYTHONDONTWRITEBYTECODE: "1" };

/** One training: seconds of its steps alone, without reading data and evaluating, on both sides. */
interface Trained {
  readonly accuracy: number;
  readonly seconds: number;
}

/** A classic, the number that NumPy's script knows it by, and what shortens it. */
interface Classic {
  readonly name: string;
  readonly numpy?: number;
  readonly quick: string;
}

const CLASSICS: readonly Classic[] = [
  { name: "classic-1", numpy: 1, quick: "training.epochs=1" },
  { name: "classic-1-cnn", quick: "training.epochs=1" },
  { name: "classic-2", numpy: 2, quick: "training.steps=118" },
  { name: "classic-3", numpy: 3, quick: "training.epochs=1" },
  { name: "classic-4", numpy: 4, quick: "training.epochs=1" },
  { name: "classic-5", numpy: 5, quick: "training.epochs=1" },
];
const SEEDS = [1, 2, 3];
const PRECISIONS = ["float64", "float32"] as const;

/** The five classics against the NumPy scripts that they reproduce. */
export const classics: Section = {
  about: "experiments/classics: accuracy over 3 seeds and seconds, with the same trainings in NumPy",
  when: "named",
  run: ({ quick, peer, say }) =>
    inTemporaryFolder(async (folder) => {
      const python = peer ? findPython("numpy") : undefined;
      if (peer && !python) say("NumPy is not installed: it is left out");
      if (python) writeData(prepare(loadSpec(specOf("classic-1"))), folder);
      const assay = (classic: Classic, seed: number) => trainAssay(classic, seed, join(folder, "results"), quick);
      const rows: string[][] = [];
      for (const classic of CLASSICS) {
        const ours: Trained[] = [];
        const theirs: Trained[] = [];
        // In turn, so that what changes on the machine meanwhile hits both.
        for (const [i, seed] of (quick ? [1] : SEEDS).entries()) {
          say(`${classic.name}, seed ${seed}`);
          ours.push(await assay(classic, seed));
          const precision = PRECISIONS[i];
          if (!python || classic.numpy === undefined || precision === undefined) continue;
          say(`${classic.name}, NumPy ${precision}`);
          const more = quick ? ["1"] : [];
          const args = [NUMPY, `${classic.numpy}`, folder, "1", precision, ...more];
          theirs.push(JSON.parse((await run(python, args, CLEARED)).stdout));
        }
        rows.push(rowOf(classic.name, ours, theirs));
      }
      const numpy = PRECISIONS.flatMap((precision) => [`NumPy ${precision}`, "seconds"]);
      const head = ["net", "test accuracy", "n", "seconds, median", ...(python ? [...numpy, "ratio"] : [])];
      const notes = [
        "Seconds of the training steps, without reading the data and evaluating. NumPy: one seed each, in double precision, as " +
          "such scripts compute, and in single precision; bench/peers/numpy_classics.py. The ratio is the faster NumPy's " +
          "seconds by Assay's.",
      ];
      return [{ title: "The five classics", head, rows, notes }];
    }),
};

async function trainAssay(
  { name, quick: short }: Classic,
  seed: number,
  out: string,
  quick: boolean,
): Promise<Trained> {
  const shortened = quick ? ["--set", short] : [];
  const flags = ["--seed", `${seed}`, "--out", out, "--json", "--quiet", ...shortened];
  const { stdout } = await runNode(ASSAY, "run", specOf(name), ...flags);
  const { test, train_seconds } = JSON.parse(stdout);
  return { accuracy: test.accuracy, seconds: train_seconds };
}

/** A row of the table: ours over the seeds, theirs by precision, and how much faster ours is than the faster of them. */
function rowOf(name: string, ours: readonly Trained[], theirs: readonly Trained[]): string[] {
  const { mean, sd } = sample(ours.map(({ accuracy }) => accuracy));
  const accuracy = sd === null ? percent(mean) : `${percent(mean).replace(" %", "")} ± ${percent(sd)}`;
  const { median } = spreadOf(ours.map(({ seconds }) => seconds));
  const cells = PRECISIONS.flatMap((_, i) => {
    const found = theirs[i];
    return found ? [percent(found.accuracy), found.seconds.toFixed(1)] : ["", ""];
  });
  const fastest = Math.min(...theirs.map(({ seconds }) => seconds));
  const ratio = theirs.length > 0 ? (fastest / median).toFixed(2) : "";
  return [name, accuracy, `${ours.length}`, median.toFixed(1), ...cells, ratio];
}
