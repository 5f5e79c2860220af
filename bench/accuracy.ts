import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { percent } from "@assay/runner/terminal";
import { sample } from "@assay/runs";
import { loadSpec, prepare } from "@assay/training";
import { bestOfEach } from "./best-of-each.ts";
import { ASSAY, runNode } from "./child.ts";
import { describeRecipe, writeData } from "./peers/network.ts";
import { findTorch, torchTrainings } from "./peers/torch.ts";
import type { Section } from "./section.ts";
import { spreadOf } from "./spread.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const SPEC = fileURLToPath(new URL("../experiments/speedrun.yaml", import.meta.url));

/** One training from the start of its process to its end. */
interface Finished {
  readonly accuracy: number;
  readonly seconds: number;
}

/** A way to train the recipe. */
interface Way {
  readonly name: string;
  /** How often it trains: seeds 1 to this. */
  readonly seeds: number;
  train(seed: number): Promise<Finished>;
}

/** Seconds from a process's start to a model above 99 % on MNIST's test split. */
export const accuracy: Section = {
  about: "seconds to 99 % of MNIST's test split, the whole command, with PyTorch on the same recipe",
  when: "with peers",
  run: ({ quick, peer, say }) =>
    inTemporaryFolder(async (folder) => {
      const ways = [ourWay(folder, quick ? 1 : 5), ...(peer ? torchWays(folder) : [])];
      const finished = new Map<Way, Finished[]>(ways.map((way) => [way, []]));
      for (const way of ways) {
        for (let seed = 1; seed <= way.seeds; seed++) {
          say(`${way.name}, seed ${seed}`);
          finished.get(way)?.push(await way.train(seed));
        }
      }
      const named = [...finished].map(([{ name }, runs]) => [name, runs] as const);
      const best = bestOfEach(named, (runs) => -spreadOf(runs.map(({ seconds }) => seconds)).median);
      const rows = [...best].map(([name, runs]) => {
        const { mean, sd } = sample(runs.map((run) => run.accuracy));
        const { least, median, most } = spreadOf(runs.map(({ seconds }) => seconds));
        const accuracies = [
          percent(mean),
          sd === null ? "" : percent(sd),
          percent(Math.min(...runs.map((r) => r.accuracy))),
        ];
        const reached = runs.filter((run) => run.accuracy >= 0.99).length;
        return [
          name,
          `${runs.length}`,
          `${reached}`,
          ...accuracies,
          ...[least, median, most].map((time) => time.toFixed(1)),
        ];
      });
      const notes = [
        `experiments/speedrun.yaml on ${availableParallelism()} threads: the whole command, from the start of the process ` +
          "to its end, evaluation on the 10,000 test images included. PyTorch: the same architecture, initialization, " +
          "learning rates, batch size and number of steps, read from the same bytes.",
      ];
      const head = [
        "library",
        "seeds",
        "at 99 %",
        "mean accuracy",
        "deviation",
        "least",
        "seconds, best",
        "median",
        "worst",
      ];
      return [{ title: "Time to 99 % on MNIST", head, rows, notes }];
    }),
};

const ourWay = (folder: string, seeds: number): Way => ({
  name: "Assay",
  seeds,
  async train(seed) {
    const out = join(folder, "results");
    const { stdout, seconds } = await runNode(
      ASSAY,
      "run",
      SPEC,
      "--seed",
      `${seed}`,
      "--out",
      out,
      "--json",
      "--quiet",
    );
    return { accuracy: JSON.parse(stdout).test.accuracy, seconds };
  },
});

function torchWays(folder: string): Way[] {
  const python = findTorch();
  if (!python) return [];
  const loaded = loadSpec(SPEC);
  const recipe = join(folder, "recipe.json");
  const prepared = prepare(loaded);
  writeFileSync(recipe, JSON.stringify(describeRecipe(prepared, writeData(prepared, folder))));
  return torchTrainings(python, recipe, availableParallelism()).map(({ name, train }) => ({
    name,
    seeds: 1, // its time is of interest here, not its accuracy
    async train(seed) {
      const { stdout, seconds } = await train(seed);
      return { accuracy: JSON.parse(stdout).accuracy, seconds };
    },
  }));
}
