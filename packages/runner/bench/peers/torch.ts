import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { run } from "../child.ts";
import type { Contestant } from "./contestant.ts";
import { openPeer } from "./peer.ts";

const STEPS = fileURLToPath(new URL("torch_steps.py", import.meta.url));
const TRAIN = fileURLToPath(new URL("torch_train.py", import.meta.url));

/** Variables that tell OpenBLAS to take the kernels of another processor: PyTorch is faster without some of them. */
const OVERRIDES = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

/** No cache of compiled modules beside the scripts. */
const QUIET = { PYTHONDONTWRITEBYTECODE: "1" };

const SETTINGS = [
  { name: "PyTorch default", tuned: false, env: {} },
  { name: "PyTorch tuned", tuned: true, env: { OPENBLAS_NUM_THREADS: "1" } },
];

/** What the settings' names mean. */
export const TORCH_NOTES = [
  "PyTorch tuned: convolutions in channels_last, OPENBLAS_NUM_THREADS=1, Adam with foreach. A ratio is taken against " +
    "the faster of the two settings, by its median.",
  `Where ${OVERRIDES.join(" and ")} are set, each setting runs with and without them, and the faster counts.`,
];

/** The Python that has torch, if any. */
export function findPython(): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", "import torch, numpy"], { stdio: "ignore" }).status === 0,
  );
}

/** Each setting in each environment that may be the faster one. */
function variants(): { name: string; tuned: boolean; env: Readonly<Record<string, string | undefined>> }[] {
  const cleared = Object.fromEntries(OVERRIDES.map((name) => [name, undefined]));
  const environments = OVERRIDES.some((name) => process.env[name] !== undefined) ? [{}, cleared] : [{}];
  return environments.flatMap((environment) =>
    SETTINGS.map(({ name, tuned, env }) => ({ name, tuned, env: { ...QUIET, ...environment, ...env } })),
  );
}

/** PyTorch in its settings. @throws if it does not start */
export const openTorch = (python: string): Promise<Contestant[]> =>
  Promise.all(
    variants().map(async ({ name, tuned, env }) => ({
      name,
      peer: await openPeer({ command: python, args: [STEPS], env }),
      request: ({ network, threads }) => ({ prepare: network, threads, tuned }),
    })),
  );

/** Whole trainings of a recipe in PyTorch's settings: each a function of the seed. */
export const torchTrainings = (python: string, recipe: string, threads: number) =>
  variants().map(({ name, tuned, env }) => ({
    name,
    train: (seed: number) => run(python, [TRAIN, recipe, `${seed}`, `${threads}`, tuned ? "tuned" : "default"], env),
  }));
