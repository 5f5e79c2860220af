import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SpecError } from "@assay/experiment/error";
import { nearestWord } from "@assay/experiment/suggest";
import { shellWord } from "./shell-word.ts";

/** What a file of ours may hold. */
export type FileKind = "spec" | "sweep";

/** What the file holds, by its keys; undefined where it cannot be read. */
export async function kindOf(file: string): Promise<FileKind | undefined> {
  return (await keysOf(file))?.kind;
}

/** What the sweep in a file is called: as it says, or as the file is. */
export const sweepNameOf = async (file: string): Promise<string> =>
  (await keysOf(file))?.name ?? basename(file).replace(/\.ya?ml$/i, "");

/**
 * Loads a file as what it is asked for. Where that fails because the file is of the other kind, or because another was
 * meant, the error says so instead.
 */
export async function loadAs<T>(kind: FileKind, file: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof SpecError) || isBrokenYaml(error)) throw error;
    if (error.part === "experiment/file" && error.rule === "there is no such file") {
      const meant = fileMeant(file);
      throw meant === undefined
        ? error
        : new SpecError(error.part, error.rule, error.where, `did you mean "${meant}"?`);
    }
    const found = await keysOf(file);
    if (found === undefined || found.kind === kind) throw error;
    const [rule, command] =
      kind === "spec" ? ["this is a sweep, not a spec", "sweep"] : ["this is a spec, not a sweep", "exp"];
    throw new SpecError("runner/commands", rule, found.where, `pnpm run ${command} ${shellWord(file)}`);
  }
}

/** Whether a text could not be read at all: then its keys cannot tell either what was meant. */
export const isBrokenYaml = (error: unknown): boolean => error instanceof SpecError && error.part === "experiment/yaml";

/** The spec or sweep that a name, or a path with a slip in it, probably stands for. */
export function fileMeant(typed: string): string | undefined {
  const ending = /\.ya?ml$/i;
  const word = basename(typed).replace(ending, "");
  const folders = [dirname(typed), "experiments", join("experiments", "sweeps"), ...examples()];
  const files = [...new Set(folders)].flatMap((folder) =>
    filesIn(folder).flatMap((name) => (ending.test(name) ? [join(folder, name)] : [])),
  );
  const bare = (file: string) => basename(file).replace(ending, "");
  const near = files.some((file) => bare(file) === word) ? word : nearestWord(word, files.map(bare));
  return files.find((file) => bare(file) === near);
}

/** The file of the spec of exactly this name, beside the user or among those that Assay ships. */
export const specNamed = (name: string): string | undefined =>
  [".", "experiments", join("experiments", "classics"), ...examples()]
    .flatMap((folder) => filesIn(folder).map((file) => join(folder, file)))
    .find((file) => basename(file) === `${name}.yaml`);

/** The folders of experiments/examples, one a theme. */
const examples = (): string[] => {
  const folder = join("experiments", "examples");
  return filesIn(folder).map((theme) => join(folder, theme));
};

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

async function keysOf(file: string) {
  const { createFileOrigin, isMap, parseYaml, locationOf, readSource } = await import("@assay/experiment");
  try {
    const { value, spot } = parseYaml(createFileOrigin(file, readSource(file)));
    if (!isMap(value)) return undefined;
    const sweeping = value.get("experiment") ?? (value.has("architecture") ? undefined : value.get("parameters"));
    const kind: FileKind | undefined = sweeping ? "sweep" : value.has("architecture") ? "spec" : undefined;
    const name = value.get("name")?.value;
    return (
      kind && {
        ...{ kind, where: locationOf((sweeping ?? value.get("architecture"))?.key ?? spot) },
        name: typeof name === "string" ? name : undefined,
      }
    );
  } catch {
    return undefined; // no file, or no YAML: the loader's own error says why
  }
}
