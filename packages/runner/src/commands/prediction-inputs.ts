import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { UsageError } from "@assay/runs/errors";
import type { Paths } from "./paths.ts";

/** Something to predict, as bytes; a name ends up in tables and errors. */
export interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const IMAGE = /\.(png|jpe?g)$/i;
const STDIN = "standard input";

const fail = (rule: string, hint?: string) => new UsageError("runner/predict", rule, hint);

/**
 * Reads what the command line names: files, the pictures of folders, `-` for standard input.
 * @param isPicture whether the model takes pictures; otherwise it takes tables, and folders mean nothing
 * @throws UsageError naming what is not there
 */
export async function readSources(typed: readonly string[], paths: Paths, isPicture: boolean): Promise<Source[]> {
  const sources: Source[] = [];
  for (const name of typed) {
    if (name === "-") sources.push({ name: STDIN, bytes: await standardInput(sources) });
    else for (const path of pathsOf(paths.existing(name), isPicture)) sources.push({ name: path, bytes: read(path) });
  }
  return sources;
}

/** @throws UsageError for a picture where rows of a table are needed, and for a table where pictures are */
export function requireKind({ name, bytes }: Source, isPicture: boolean): void {
  const isImage = (bytes[0] === 0x89 && bytes[1] === 0x50) || (bytes[0] === 0xff && bytes[1] === 0xd8); // PNG, JPEG
  if (isImage && !isPicture) throw fail(`${name} is a picture, and this run takes rows of a CSV file`);
  if (isPicture && !isImage && /\.(csv|tsv|txt)$/i.test(name))
    throw fail(`${name} is no picture, and this run takes pictures`);
}

async function standardInput(earlier: readonly Source[]): Promise<Uint8Array> {
  if (earlier.some(({ name }) => name === STDIN)) throw fail("- may stand there once");
  const bytes = await buffer(process.stdin);
  if (bytes.length === 0) throw fail("standard input is empty", "pipe a picture or rows of a table into it");
  return bytes;
}

/** The file itself, or the pictures in a folder, in code-unit order. */
function pathsOf(path: string, isPicture: boolean): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw fail(`there is no file or folder "${path}"`);
  if (stats.isFile()) return [path];
  if (!stats.isDirectory()) throw fail(`"${path}" must be a file or a folder`);
  if (!isPicture) throw fail(`"${path}" must be a CSV file, it is a folder`);
  const names = readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".") && IMAGE.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0) throw fail(`"${path}" holds no picture`, "pictures end in .png, .jpg or .jpeg");
  return names.map((name) => join(path, name));
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fail(`${basename(path)}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
