import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, rmdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { acquireLock, atomicWrite, checkName, createFolder, lockHolder, quietly, SWEEPS } from "@assay/runs/store";

/** In a sweep's folder: who sees it there shares the results folder with the coordinator. */
const TOKEN_FILE = "queue-token";

/** Days after which nobody fetches any more what was sent. */
const KEPT = 7 * 86_400_000; // ms

const workers = (results: string): string => join(results, SWEEPS, ".workers");
const sent = (results: string): string => join(results, SWEEPS, ".sent");

/** Where the run of an attempt lies, whole, for a coordinator that has the same folder. */
export const sentFolder = (results: string, token: string): string => join(sent(results), token);

/** Removes it, where it is there. */
export const removeSent = (results: string, token: string): void =>
  quietly(() => rmSync(sentFolder(results, token), { recursive: true, force: true }));

/** A name that nobody can guess. */
export const newToken = (): string => randomBytes(16).toString("hex");

/** The content of a sweep's token file, which is written where there is none. */
export function sharingToken(folder: string): string {
  const file = join(folder, TOKEN_FILE);
  const known = readToken(file);
  if (known !== undefined) return known;
  const token = newToken();
  atomicWrite(file, token);
  return token;
}

/** Whether a results folder is that of the sweep's coordinator. */
export const isShared = (
  results: string,
  { sweep, token }: { readonly sweep: string; readonly token: string },
): boolean => readToken(join(results, SWEEPS, checkName(sweep), TOKEN_FILE)) === token;

function readToken(file: string): string | undefined {
  try {
    if (!lstatSync(file).isFile()) return undefined;
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(64);
      const read = fstatSync(descriptor).size === 32 ? readSync(descriptor, bytes) : 0;
      const token = bytes.toString("latin1", 0, read);
      return /^[0-9a-f]{32}$/.test(token) ? token : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** A folder for what a worker trains. Those of workers that are gone are removed on the way. */
export function openWorkerFolder(results: string): { readonly path: string; remove(): void } {
  const folder = workers(results);
  quietly(() => clearSent(results));
  quietly(() => {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of entries) {
      if (!lockHolder(folder, name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  });
  const name = `${hostname()
    .replace(/[^A-Za-z0-9-]/g, "-")
    .slice(0, 60)}-${process.pid}-${newToken().slice(0, 8)}`;
  const path = join(folder, name);
  createFolder(path); // in an empty folder of workers, another one that leaves would remove it
  const release = acquireLock(folder, name);
  return {
    path,
    remove() {
      quietly(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
      release();
      for (const each of [folder, sent(results), join(results, SWEEPS), results]) quietly(() => rmdirSync(each)); // where empty
    },
  };
}

/** Removes what was sent so long ago that nobody comes for it. */
function clearSent(results: string): void {
  for (const name of readdirSync(sent(results))) {
    const path = join(sent(results), name);
    quietly(() => {
      if (Date.now() - statSync(path).mtimeMs > KEPT) rmSync(path, { recursive: true, force: true });
    });
  }
}
