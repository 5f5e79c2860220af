import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { fillIdx } from "../../data/test/idx-files.ts";

/** A folder in MNIST's form with 700 training and 50 test images: for specs whose data is large, or not here. */
export function madeUpImages(): string {
  const folder = mkdtempSync(join(tmpdir(), "assay-images-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const labels = (count: number) => Array.from({ length: count }, (_, i) => i % 10);
  fillIdx(folder, { image: [28, 28], packed: true, train: labels(700), test: labels(50) });
  return folder;
}
