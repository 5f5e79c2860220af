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
  readonly steps: number;
}

/** A classic, the number that NumPy's script knows it by, and what shortens it. */
interface Classic {
  readonly name: string;
  readonly numpy?: number;
  /** Epochs in NumPy, where all of them would take too long: its time a step, not what it reaches. */
  readonly numpyEpochs?: number;
}

const CLASSICS: readonly Classic[] = [
  { name: "classic-1", numpy: 1 },
  { name: "classic-1-cnn" },
  { name: "classic-2", numpy: 2 },
  { name: "classic-2-sigmoid" },
  { name: "classic-2-momentum" },
  { name: "classic-2-adagrad" },
  { name: "classic-2-adam" },
  { name: "classic-3", numpy: 3 },
  { name: "classic-4", numpy: 4 },
  { name: "classic-4-batch-norm" },
  { name: "classic-4-dropout" },
  { name: "classic-4-l2" },
  { name: "classic-5", numpy: 5, numpyEpochs: 100 },
];
const SEEDS = [1, 2, 3];
const PRECISIONS = ["float64", "float32"] as const;

/** The five classics and their variants, the five against the NumPy scripts that they reproduce. */
export const classics: Section = {
  about: "experiments/classics: accuracy over 3 seeds and time a step, with the same trainings in NumPy",
  when: "named",
  report: { file: "classics.md", title: "The five classics" },
  run: ({ quick, peer, say }) =>
    inTemporaryFolder(async (folder) => {
      const python = peer ? findPython("numpy") : undefined;
      if (peer && !python) say("NumPy is not installed: it is left out");
      if (python) writeData(prepare(loadSpec(specOf("classic-1"))), folder);
      const rows: string[][] = [];
      for (const classic of CLASSICS) {
        const ours: Trained[] = [];
        const theirs: Trained[] = [];
        // In turn, so that what changes on the machine meanwhile hits both.
        for (const [i, seed] of (quick ? [1] : SEEDS).entries()) {
          say(`${classic.name}, seed ${seed}`);
          ours.push(await trainAssay(classic.name, seed, join(folder, "results"), quick));
          const precision = PRECISIONS[i];
          if (!python || classic.numpy === undefined || precision === undefined) continue;
          say(`${classic.name}, NumPy ${precision}`);
          const epochs = quick ? 1 : classic.numpyEpochs;
          const args = [NUMPY, `${classic.numpy}`, folder, "1", precision, ...(epochs ? [`${epochs}`] : [])];
          theirs.push(JSON.parse((await run(python, args, CLEARED)).stdout));
        }
        rows.push(rowOf(classic, ours, theirs, python !== undefined));
      }
      const numpy = PRECISIONS.flatMap((precision) => [`NumPy ${precision}`, "ms a step"]);
      const head = ["net", "test accuracy", "n", "ms a step", ...(python ? [...numpy, "ratio"] : [])];
      const notes = [
        `MNIST's 10,000 test images, mean ± standard deviation over the seeds${quick ? ", after one epoch" : ""}. Time is that of the ` +
          "training steps, without reading the data and evaluating; of Assay the median over the seeds.",
        ...(python
          ? [
              "NumPy (bench/peers/numpy_classics.py): one seed each, in double precision, as such scripts compute, and in single; " +
                "of classic-5 the time of 100 steps alone. The ratio is the faster NumPy's time by Assay's.",
            ]
          : []),
      ];
      return [{ title: "Accuracy and time", head, rows, notes }];
    }),
};

async function trainAssay(name: string, seed: number, out: string, quick: boolean): Promise<Trained> {
  const inSteps = name.startsWith("classic-2");
  const shortened = quick ? ["--set", inSteps ? "training.steps=118" : "training.epochs=1"] : [];
  const flags = ["--seed", `${seed}`, "--out", out, "--json", "--quiet", ...shortened];
  const { stdout } = await runNode(ASSAY, "run", specOf(name), ...flags);
  const { test, train_seconds, steps } = JSON.parse(stdout);
  return { accuracy: test.accuracy, seconds: train_seconds, steps };
}

const millisecondsAStep = ({ seconds, steps }: Trained): number => (1000 * seconds) / steps;

/** A row of the table: ours over the seeds, theirs by precision, and how much faster ours is than the faster of them. */
function rowOf(classic: Classic, ours: readonly Trained[], theirs: readonly Trained[], withNumpy: boolean): string[] {
  const { mean, sd } = sample(ours.map(({ accuracy }) => accuracy));
  const accuracy = sd === null ? percent(mean) : `${percent(mean).replace(" %", "")} ± ${percent(sd)}`;
  const { median } = spreadOf(ours.map(millisecondsAStep));
  const own = [classic.name, accuracy, `${ours.length}`, median.toFixed(2)];
  if (!withNumpy) return own;
  const cells = PRECISIONS.flatMap((_, i) => {
    const found = theirs[i];
    if (!found) return ["", ""];
    return [classic.numpyEpochs ? "" : percent(found.accuracy), millisecondsAStep(found).toFixed(2)];
  });
  const fastest = Math.min(...theirs.map(millisecondsAStep));
  return [...own, ...cells, theirs.length > 0 ? (fastest / median).toFixed(2) : ""];
}
