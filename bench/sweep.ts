import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { percent } from "@assay/runner/terminal";
import { loadSweep, type Sweep } from "@assay/sweeps";
import { prepare } from "@assay/training";
import { shippedLoader } from "@assay/training/checking";
import { bestOfEach } from "./best-of-each.ts";
import { ASSAY, run, runNode } from "./child.ts";
import { describeNetwork, writeData } from "./peers/network.ts";
import { findPython } from "./peers/python.ts";
import { torchSettings } from "./peers/torch.ts";
import type { Section } from "./section.ts";
import { spreadOf } from "./spread.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const OPTUNA = pathOf("peers/optuna_sweep.py");
const SKLEARN = pathOf("peers/sklearn_search.py");

/** The examples that trials are ranked by. */
const VALIDATION = 5000;

/** A sweep to get through. */
interface Race {
  readonly name: string;
  readonly file: string;
  /** Whether scikit-learn has such a net. */
  readonly isMlp: boolean;
}

const RACES: readonly Race[] = [
  { name: "grid over a CNN", file: pathOf("../experiments/sweeps/cnn-lr.yaml"), isMlp: false },
  { name: "random search over an MLP", file: pathOf("sweeps/mlp-random.yaml"), isMlp: true },
];

/** Somebody who gets through it. */
interface Way {
  readonly name: string;
  readonly rounds: number;
  run(): Promise<{ readonly seconds: number; readonly best: number }>;
}

/** How fast a sweep is over: the whole command, with one trial at a time and with two, and with what users would take instead. */
export const sweep: Section = {
  about: "seconds for a whole sweep, 1 and 2 trials at a time, with Optuna and scikit-learn on the same trials",
  when: "always",
  report: { file: "sweeps.md", title: "Sweeps against Optuna and scikit-learn" },
  run: ({ quick, peer, say }) =>
    inTemporaryFolder(async (folder) => {
      const rows: string[][] = [];
      for (const race of RACES) {
        const loaded = loadSweep(race.file, shippedLoader());
        const ways = [
          ...[1, 2].map((jobs) => assay(race, jobs, join(folder, "results"), quick ? 1 : 3)),
          ...(peer ? peersOf(race, loaded, folder, say) : []),
        ];
        const times = new Map<Way, { readonly seconds: number; readonly best: number }[]>(ways.map((way) => [way, []]));
        // In turn, so that what changes on the machine meanwhile hits all of them.
        for (let round = 0; round < Math.max(...ways.map(({ rounds }) => rounds)); round++) {
          for (const way of ways) {
            if (round >= way.rounds) continue;
            say(`${race.name}: ${way.name}`);
            times.get(way)?.push(await way.run());
          }
        }
        const medianOf = (runs: readonly { readonly seconds: number }[]): number =>
          spreadOf(runs.map(({ seconds }) => seconds)).median;
        const named = [...times].map(([{ name }, runs]) => [name, runs] as const);
        const best = bestOfEach(named, (runs) => -medianOf(runs));
        const two = medianOf(best.get(nameOf(2)) ?? []);
        for (const [name, runs] of best) {
          const { least, median, most } = spreadOf(runs.map(({ seconds }) => seconds));
          rows.push([
            ...[race.name, `${loaded.trials?.length}`, name],
            ...[least, median, most].map((seconds) => seconds.toFixed(1)),
            ...[(median / two).toFixed(2), percent(runs[0]?.best ?? 0)],
          ]);
        }
      }
      const head = ["sweep", "trials", "by", "seconds, best", "median", "worst", "ratio", "best accuracy"];
      const notes = [
        "experiments/sweeps/cnn-lr.yaml and bench/sweeps/mlp-random.yaml: the whole command, from the start of the process to its " +
          "end. Ratio: the median by that of Assay with two trials at a time. Best accuracy: on the 5,000 examples held out, of the " +
          "first round. Assay also evaluates each trial on the test split and keeps its weights and predictions.",
        ...(peer
          ? [
              "The others train the same settings for as many epochs, one round each, in two processes. Optuna: a study in SQLite, " +
                "PyTorch with one thread a process and the data in memory; the fastest of its settings (see the training steps). " +
                "scikit-learn: RandomizedSearchCV over MLPClassifier with n_jobs=2, without a refit.",
            ]
          : []),
      ];
      return [{ title: "Sweeps", head, rows, notes }];
    }),
};

const nameOf = (jobs: number): string => `Assay, ${jobs} at a time`;

const assay = ({ file }: Race, jobs: number, results: string, rounds: number): Way => ({
  name: nameOf(jobs),
  rounds,
  async run() {
    if (existsSync(results)) rmSync(results, { recursive: true });
    const flags = ["--jobs", `${jobs}`, "--out", results, "--quiet", "--json"];
    const { stdout, seconds } = await runNode(ASSAY, "sweep", file, ...flags);
    const rows: { readonly values: readonly number[] }[] = JSON.parse(stdout).rows;
    return { seconds, best: Math.max(...rows.flatMap(({ values }) => values)) };
  },
});

/** Those of the others that can be had. */
function peersOf(race: Race, loaded: Sweep, folder: string, say: (text: string) => void): Way[] {
  const plan = join(folder, "plan.json");
  writeFileSync(plan, JSON.stringify(planOf(loaded, folder)));
  const way = (name: string, python: string, args: readonly string[], env = {}): Way => ({
    name,
    rounds: 1,
    async run() {
      const { stdout, seconds } = await run(python, args, { PYTHONDONTWRITEBYTECODE: "1", ...env });
      return { seconds, best: JSON.parse(stdout).best };
    },
  });
  const [optuna, sklearn] = [findPython("optuna, torch"), race.isMlp ? findPython("sklearn") : undefined];
  if (!optuna) say("Optuna is not installed: it is left out");
  if (!sklearn && race.isMlp) say("scikit-learn is not installed: it is left out");
  return [
    ...(optuna
      ? torchSettings().map(({ setting, env }) => way("Optuna with PyTorch", optuna, [OPTUNA, plan, "2", setting], env))
      : []),
    ...(sklearn ? [way("scikit-learn", sklearn, [SKLEARN, plan, "2"])] : []),
  ];
}

/** The trials as the others read them. */
function planOf({ trials = [] }: Sweep, folder: string) {
  const [first] = trials;
  if (!first) throw new Error("[bench] a sweep without trials");
  const files = writeData(prepare(first.loaded), folder);
  const networks = trials.map(({ loaded: { spec } }) => {
    // They take the last examples as the ones held out, and normalize over all.
    const network = describeNetwork({ ...spec, data: { ...spec.data, validation: 0 } }, files);
    return { ...network, seed: spec.seed, epochs: spec.training.epochs };
  });
  const [{ input, scale, shift, images, labels } = networks[0] as (typeof networks)[0]] = networks;
  return {
    validation: VALIDATION,
    data: { input, scale, shift, images, labels },
    trials: networks.map(({ architecture, batch, adam, seed, epochs }) => ({
      architecture,
      batch,
      adam,
      seed,
      epochs,
    })),
  };
}
