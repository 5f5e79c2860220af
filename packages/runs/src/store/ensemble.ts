import { ResultError } from "./errors.ts";
import { checkName } from "./names.ts";
import { hashOfText } from "./predictions.ts";
import type { EnsembleMember, RunRecord } from "./record.ts";

/** A run as a member. @throws ResultError unless it has a test result and weights */
export function memberOf({ run, path, seed, hashes, test, ancestry }: RunRecord): EnsembleMember {
  const { spec, final_weights } = hashes;
  if (test === null) throw new ResultError(`[runs/store] ${path} has no test result to put into an ensemble`);
  if (final_weights === null) throw new ResultError(`[runs/store] ${path}: run.json has no hash of the weights`);
  return { run, seed, hashes: { spec, final_weights, ...(ancestry && { fork: ancestry.chain }) }, test };
}

/** What a member is, as a text: equal for a copy of the same training, wherever it lies. */
export const memberKey = ({ hashes: { spec, final_weights, fork = "" } }: EnsembleMember): string =>
  [spec, fork, final_weights].join(" ");

/** Members in the one order that does not depend on how they were named. */
export const inOrder = <T extends { readonly member: EnsembleMember }>(members: readonly T[]): T[] =>
  [...members].sort((a, b) => (memberKey(a.member) < memberKey(b.member) ? -1 : 1));

/** What tells an ensemble from every other: SHA-256 (hex) of what its members are. @param members in order */
export const hashOfMembers = (members: readonly EnsembleMember[]): string =>
  hashOfText(members.map((member) => `${memberKey(member)}\n`).join(""));

/**
 * Where an ensemble lies: in `<experiment>-ensemble` where all members are of one experiment, otherwise in `ensemble`, as
 * `<members>-<8 digits>`, of a hash over its members and the data.
 * @param names of the members' experiments
 */
export function ensembleName(
  names: readonly string[],
  { hash, data, numerics }: { readonly hash: string; readonly data: string; readonly numerics: "fused" | "strict" },
): { readonly name: string; readonly run: string } {
  const [first = "", ...others] = names;
  const isOne = others.every((name) => name === first) && first.length <= LONGEST;
  const digits = hashOfText(`${hash}\n${data}`).slice(0, 8);
  return {
    name: checkName(isOne ? `${first}-ensemble` : "ensemble"),
    run: `${names.length}-${digits}${numerics === "strict" ? "-strict" : ""}`,
  };
}

/** Characters of an experiment's name that leave room for "-ensemble". */
const LONGEST = 70;
