import type { SpecLoader } from "@assay/experiment";
import { loadSweep as load, type Sweep } from "@assay/sweeps";
import { shippedLoader } from "@assay/training/checking";

export { schemaTexts } from "./published-schemas.ts";

/** Reads a sweep with everything that Assay ships: see `loadSweep` of the sweeps. @param set flags, as `--set` gives them */
export const loadSweep = (file: string, loader: SpecLoader = shippedLoader(), set: readonly string[] = []): Sweep =>
  load(file, loader, set);
