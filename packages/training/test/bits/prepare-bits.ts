import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSpec } from "../../src/open.ts";
import { type PreparedRun, prepare } from "../../src/prepare.ts";
import { writeSmallMnist } from "./small-mnist.ts";

/** The spec that is trained everywhere. */
export const BITS = fileURLToPath(new URL("spec.yaml", import.meta.url));

/** Prepares it with its data in a folder of its own; `remove` when it is done. */
export function prepareBits(): { readonly prepared: PreparedRun; readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "assay-small-mnist-"));
  writeSmallMnist(folder);
  const prepared = prepare(loadSpec(BITS, { set: [`data.dataset.path=${JSON.stringify(folder)}`] }));
  return { prepared, folder, remove: () => rmSync(folder, { recursive: true }) };
}
