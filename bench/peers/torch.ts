import { fileURLToPath } from "node:url";
import { run } from "../child.ts";
import type { Contestant } from "./contestant.ts";
import { openPeer } from "./peer.ts";
import { findPython } from "./python.ts";

const STEPS = fileURLToPath(new URL("torch_steps.py", import.meta.url));
const TRAIN = fileURLToPath(new URL("torch_train.py", import.meta.url));

/** Variables that tell OpenBLAS to take the kernels of another processor: PyTorch is faster without some of them. */
const OVERRIDES = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

/** No cache of compiled modules beside the scripts. */
const QUIET = { PYTHONDONTWRITEBYTECODE: "1" };

/** glibc gives freed memory back to the system and faults it in again at each step, unless it is told to keep it. */
const KEEP_MEMORY = { MALLOC_TRIM_THRESHOLD_: "1000000000", MALLOC_MMAP_THRESHOLD_: "1000000000" };

/** A ratio is taken against the fastest of those whose names begin with one word. */
const SETTINGS = [
  { name: "PyTorch default", setting: "default", env: {} },
  { name: "PyTorch tuned", setting: "tuned", env: { OPENBLAS_NUM_THREADS: "1" } },
  { name: "PyTorch/extreme", setting: "foreach", env: { OPENBLAS_NUM_THREADS: "1", ...KEEP_MEMORY } },
] as const;

/** What the settings' names mean. */
export const TORCH_NOTES = [
  "PyTorch tuned: convolutions in channels_last, OPENBLAS_NUM_THREADS=1. A ratio is taken against the faster of default " +
    "and tuned, by its median. PyTorch/extreme: tuned, with an Adam that updates all parameters at a time (foreach) and a " +
    "C library that keeps freed memory (MALLOC_TRIM_THRESHOLD_ and MALLOC_MMAP_THRESHOLD_ at 10⁹). Each net has a process of its own.",
  `Where ${OVERRIDES.join(" and ")} are set, each setting runs with and without them, and the faster counts.`,
];

/** The Python that has torch, if any. */
export const findTorch = (): string | undefined => findPython("torch, numpy");

/** Each setting in each environment that may be the faster one. */
export function torchSettings(): {
  name: string;
  setting: string;
  env: Readonly<Record<string, string | undefined>>;
}[] {
  const cleared = Object.fromEntries(OVERRIDES.map((name) => [name, undefined]));
  const environments = OVERRIDES.some((name) => process.env[name] !== undefined) ? [{}, cleared] : [{}];
  return environments.flatMap((environment) =>
    SETTINGS.map(({ name, setting, env }) => ({ name, setting, env: { ...QUIET, ...environment, ...env } })),
  );
}

/** PyTorch in its settings. */
export const torchWith = (python: string): Contestant[] =>
  torchSettings().map(({ name, setting, env }) => ({
    name,
    request: ({ network, threads }) => ({ prepare: network, threads, setting }),
    open: () => openPeer({ command: python, args: [STEPS], env }),
  }));

/** Whole trainings of a recipe in PyTorch's settings: each a function of the seed. */
export const torchTrainings = (python: string, recipe: string, threads: number) =>
  torchSettings().map(({ name, setting, env }) => ({
    name,
    train: (seed: number) => run(python, [TRAIN, recipe, `${seed}`, `${threads}`, setting], env),
  }));
