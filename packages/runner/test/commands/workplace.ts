import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { SPEC, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { FAKE, finish } from "./processes.ts";

/** Runs the command line, with the fake trainer unless told otherwise. */
export const assay = (
  cwd: string,
  args: readonly string[],
  { script = FAKE, env = {} }: { script?: string; env?: object } = {},
) => finish(script, cwd, args, env);

/** A folder with a spec whose fake training does what `optimizer` says. */
export function workplace(optimizer: object = {}): string {
  const folder = temporaryFolder();
  const spec = { ...SPEC, optimizer: { ...SPEC.optimizer, ...optimizer } };
  writeFileSync(join(folder, "spec.yaml"), stringify(spec));
  writeFileSync(join(folder, "sweep.yaml"), stringify({ experiment: { ...spec, name: "swept" }, lrs: [0.1, 0.01] }));
  return folder;
}
