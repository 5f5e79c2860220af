import { dirname, join } from "node:path";
import { type EnsembleMember, memberKey, memberOf, type StoredRun, UsageError } from "@assay/runs/store";
import { compareEnsemble, type Difference } from "@assay/runs/verify";
import { safeText } from "../terminal/safe-text.ts";
import type { Verification } from "../terminal/verification-text.ts";
import type { Context } from "./context.ts";
import { prospectsOf } from "./ensemble-members.ts";
import { single } from "./find-runs.ts";
import { makeEnsemble } from "./make-ensemble.ts";
import { otherEnvironment } from "./other-environment.ts";
import { planEnsemble } from "./plan-ensemble.ts";

interface EnsembleCheck {
  readonly threads: number;
  readonly sample?: number;
  readonly out?: string;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/**
 * Puts an ensemble together again from its members and compares every file of it. Its members are those of the results folder,
 * or of the folder that it lies in itself, and must be the trainings that were averaged; they are not trained again.
 *
 * @returns undefined where it was stopped
 * @throws UsageError for a number of epochs; RefusedError where a member does not give what it has recorded
 */
export async function verifyEnsemble(
  { record }: StoredRun,
  options: EnsembleCheck,
  context: Context,
): Promise<Omit<Verification, "identical"> | undefined> {
  const { paths, services, terminal } = context;
  if (options.sample !== undefined) {
    throw new UsageError("runner/commands", `--sample is of epochs, and ${record.run} is an ensemble`, "leave it out");
  }
  const folders = [paths.output(options.out), dirname(dirname(record.path))];
  const wanted = record.ensemble?.members ?? [];
  const found = wanted.map((member) => findMember(member, folders));
  const differences = found.flatMap((member): Difference[] => ("what" in member ? [member] : []));
  const [first, ...others] = found.flatMap((member) => ("record" in member ? [member] : []));
  const rest = {
    ...{ epochs: 0, members: wanted.length },
    unchecked: [{ what: ["the members' trainings"], why: "each of them is a run to verify" }],
    environment: await otherEnvironment(record, await services.trainer(), context),
  };
  if (!first || differences.length > 0) return { checked: [], absent: [], differences, ...rest };
  const plan = planEnsemble(await prospectsOf([first, ...others], options, context), "");
  const say = (line: string): void => {
    if (!options.quiet) terminal.err.write(`${safeText(line)}\n`);
  };
  const made = await makeEnsemble(plan, { ...options, say }, context);
  return made && { ...compareEnsemble(record, made), ...rest };
}

/** The run that was averaged, or why there is none. */
function findMember(member: EnsembleMember, folders: readonly string[]): StoredRun | Difference {
  const entries = folders.map((folder) => single(join(folder, member.run)));
  const runs = entries.flatMap((entry) => ("stored" in entry ? [entry.stored] : []));
  const same = runs.find(
    ({ record }) =>
      record.test !== null && record.hashes.final_weights !== null && memberKey(memberOf(record)) === memberKey(member),
  );
  if (same) return same;
  const what =
    runs.length > 0 ? "it is another training than the one that was averaged" : `there is no such run in ${folders[0]}`;
  return { where: member.run, what };
}
