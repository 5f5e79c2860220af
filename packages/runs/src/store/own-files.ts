import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { CHECKPOINT_NAME, CHECKPOINTS, isSavedByTraining } from "./checkpoints.ts";
import { RefusedError, ResultError, reasonOf } from "./errors.ts";

/** What a training writes into the folder of its run, by name; checkpoints/ is a folder. */
const TRAINED: ReadonlySet<string> = new Set([
  ...["run.json", "spec.yaml", "resolved.yaml", "metrics.jsonl", "chain.jsonl"],
  ...["model.safetensors", "model.json", "predictions.csv", "worst.json"],
]);

/** What Assay writes there; the models where `export --out` was given such a name. */
const FILES: ReadonlySet<string> = new Set([...TRAINED, "model.onnx", "model.pt", "report.html", "report.md"]);

/** `atomicWrite`'s temporary name of a file. */
const TEMPORARY = /^\.(.+)\.\d+\.tmp$/;

/**
 * Checks that a folder may be replaced by a run: it holds a run of ours and nothing else, or nothing at all.
 *
 * @param hint what to do where it may not
 * @throws RefusedError naming a file that is somebody's, ResultError where the folder cannot be read
 */
export function checkOurs(folder: string, hint = "move it elsewhere or use another --out"): void {
  const wrong = objectionTo(folder);
  if (wrong === undefined) return;
  throw new RefusedError("runs/store", `${folder} holds ${wrong}`, hint);
}

/** The finished files that its training has left in a run's folder, by their names in it: "run.json", "checkpoints/best.safetensors". */
export function filesOfTraining(folder: string): string[] {
  const found = [
    ...entriesOf(folder).map((entry) => ({ entry, name: entry.name })),
    ...entriesOf(join(folder, CHECKPOINTS)).map((entry) => ({ entry, name: `${CHECKPOINTS}/${entry.name}` })),
  ];
  return found.filter(({ entry, name }) => entry.isFile() && isFileOfTraining(name)).map(({ name }) => name);
}

/** Whether a training writes a file of this name. A page or an exported model is none: opening one of a stranger runs its code. */
export function isFileOfTraining(name: string): boolean {
  const [folder, own, ...more] = name.split("/");
  if (own === undefined) return TRAINED.has(name);
  return folder === CHECKPOINTS && isSavedByTraining(own) && more.length === 0;
}

function objectionTo(folder: string): string | undefined {
  const found = entriesOf(folder);
  const saved = found.find((entry) => entry.isDirectory() && entry.name === CHECKPOINTS);
  const foreign = [
    ...found.filter((entry) => entry !== saved && !isOurs(entry, FILES)).map(({ name }) => name),
    ...(saved ? entriesOf(join(folder, CHECKPOINTS)) : [])
      .filter((entry) => !isOurs(entry, CHECKPOINT_NAME))
      .map(({ name }) => `${CHECKPOINTS}/${name}`),
  ];
  if (foreign.length > 0) return `${JSON.stringify(foreign[0])}, which is no file of a run`;
  const isRun = found.length === 0 || found.some(({ name }) => name === "run.json");
  return isRun ? undefined : `${JSON.stringify(found[0]?.name)} and no run.json: it is no run`;
}

/** Whether an entry is one of these files, or its temporary name. A folder is none, whatever it is called. */
function isOurs(entry: Dirent, names: ReadonlySet<string> | RegExp): boolean {
  const name = TEMPORARY.exec(entry.name)?.[1] ?? entry.name;
  return entry.isFile() && (names instanceof RegExp ? names.test(name) : names.has(name));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new ResultError(`[runs/store] cannot read ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}
