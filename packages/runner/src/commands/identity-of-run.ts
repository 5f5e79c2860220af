import type { LoadedSpec } from "@assay/experiment";
import { runName } from "@assay/runs/store";
import type { Prepared } from "./services.ts";

/** "<experiment>/<run>" of a spec, whose data is looked at. */
export function identityOfRun({ spec, hash }: LoadedSpec, prepared: Prepared, numerics: "fused" | "strict"): string {
  const run = runName({ seed: spec.seed, spec: hash, data: prepared.fingerprint(), numerics });
  return `${spec.name}/${run}`;
}
