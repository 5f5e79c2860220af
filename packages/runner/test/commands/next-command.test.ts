import { openRun } from "@assay/runs";
import { expect, onTestFinished, test } from "vitest";
import { fakeOutcome, loadedSpec } from "../../../runs/test/fake-outcome.ts";
import { request, SPEC, stored, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { nextCommand } from "../../src/commands/next-command.ts";

const asked = { spec: "a b.yaml", set: ["name=x", "optimizer.lr=3"], numerics: "fused", lr: 3 } as const;

test("a diverged run is to be tried with a tenth of its learning rate, in the place of the one asked for", () => {
  const { record } = stored({}, 0.1, { status: "diverged" });
  expect(nextCommand(record, { ...asked, results: temporaryFolder() })).toMatch(
    /^pnpm run exp 'a b.yaml' --set name=x --set optimizer.lr=0.3 --seed 1 --out \S+$/,
  );
});

test("another seed is suggested with everything that was asked", () => {
  // The default folder is looked up where the command was typed: not in the checkout, which may have results of its own.
  const here = process.cwd();
  onTestFinished(() => process.chdir(here));
  process.chdir(temporaryFolder());
  const { record } = stored({}, 0.9);
  expect(nextCommand(record, { ...asked, results: "results", numerics: "strict" })).toBe(
    "pnpm run exp 'a b.yaml' --set name=x --set optimizer.lr=3 --seed 2 --numerics strict",
  );
});

test("an interrupted run is to be run again, a completed one beside others compared", () => {
  const results = temporaryFolder();
  const other = request(results, { seed: 5 });
  openRun(other).finish(fakeOutcome(loadedSpec({ ...SPEC, seed: 5 }), other), 1);
  const interrupted = stored({}, 0.5, { status: "interrupted" });
  expect(nextCommand(interrupted.record, { ...asked, results })).toContain(" --seed 1 ");
  expect(nextCommand(stored({}, 0.9).record, { ...asked, results })).toMatch(/^pnpm run compare --out \S+$/);
});
