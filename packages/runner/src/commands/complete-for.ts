import { type Complete, haveUnevenSpecs, type StoredRun } from "@assay/runs";
import type { Context } from "./context.ts";

/**
 * What gives the specs of some runs today's defaults; nothing where none of them is older than an option. What the defaults
 * are is known where the kernels are, which takes time to load.
 */
export const completeFor = async (runs: readonly StoredRun[], { services }: Context): Promise<Complete | undefined> =>
  haveUnevenSpecs(runs) ? services.complete() : undefined;
