import { type RunRecord, thisMachine } from "@assay/runs/store";
import type { Context } from "./context.ts";
import type { Trainer } from "./services.ts";

/** What is not as it was when the run was made, as "node v24.1.0, recorded v22.0.0". */
export async function otherEnvironment(
  { machine, versions }: RunRecord,
  trainer: Trainer,
  { services }: Context,
): Promise<string[]> {
  const now = { ...thisMachine(), ...(await services.versions(trainer)) };
  const { assay, numerics } = versions;
  const then: Readonly<Record<string, unknown>> = { ...machine, assay, numerics };
  const names = {
    assay: "assay",
    numerics: "kernels",
    node: "node",
    v8: "V8",
    cpu: "processor",
    os: "system",
  } as const;
  return (Object.keys(names) as (keyof typeof names)[]).flatMap((key) =>
    then[key] === undefined || then[key] === now[key] ? [] : [`${names[key]} ${now[key]}, recorded ${then[key]}`],
  );
}
