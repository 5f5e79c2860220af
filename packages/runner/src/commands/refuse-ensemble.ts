import { type RunRecord, UsageError } from "@assay/runs/store";

/** @throws UsageError for an ensemble, where a run is needed that was trained */
export function refuseEnsemble({ run, ensemble }: RunRecord, why: string): void {
  if (!ensemble) return;
  const members = ensemble.members.slice(0, SHOWN).map((member) => member.run);
  const more = ensemble.members.length > SHOWN ? ", ..." : "";
  throw new UsageError(
    "runner/commands",
    `${run} is an ensemble of ${ensemble.members.length} runs and ${why}`,
    `name one of them: ${members.join(", ")}${more}`,
  );
}

/** Members in an error message. */
const SHOWN = 5;
