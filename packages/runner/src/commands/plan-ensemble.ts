import { objectionsToEnsemble } from "@assay/runs";
import {
  type EnsemblePlace,
  ensembleName,
  hashOfMembers,
  inOrder,
  memberKey,
  RefusedError,
  UsageError,
} from "@assay/runs/store";
import type { Prospect } from "./ensemble-members.ts";

/** Runs that go together, and where their ensemble lies. */
export interface PlannedEnsemble {
  /** In the order that follows from what they are. */
  readonly members: readonly [Prospect, ...Prospect[]];
  readonly place: EnsemblePlace;
  /** Of the members. */
  readonly hash: string;
  readonly data: string;
}

/** @throws RefusedError naming what differs between runs that must not be averaged, UsageError for a run that is there twice */
export function planEnsemble(prospects: readonly [Prospect, ...Prospect[]], results: string): PlannedEnsemble {
  const members = inOrder(prospects) as unknown as PlannedEnsemble["members"];
  const [{ record: first, member }] = members;
  const twice = members.find(
    (prospect, i) => i > 0 && memberKey(prospect.member) === memberKey(members[i - 1]?.member ?? member),
  );
  if (twice) {
    const same = members.filter((prospect) => memberKey(prospect.member) === memberKey(twice.member));
    const rule = `${same.map(({ record }) => record.path).join(" and ")} are the same training`;
    throw new UsageError("runner/commands", rule, "name it once");
  }
  const objections = objectionsToEnsemble(members);
  const { numerics, hashes } = first;
  if (objections.length > 0 || hashes.data === null) {
    const why = objections.length > 0 ? objections.join(" ") : "their data is not recorded";
    const hint = "name fewer runs or choose some with --where";
    throw new RefusedError("runner/commands", `these runs must not be averaged: ${why.replace(/\.$/, "")}`, hint);
  }
  const { data } = hashes;
  const hash = hashOfMembers(members.map((prospect) => prospect.member));
  const names = members.map(({ record }) => record.name);
  return { members, place: { results, ...ensembleName(names, { hash, data, numerics }) }, hash, data };
}
