import { openRun } from "@assay/runs";
import { expect, onTestFinished, test } from "vitest";
import { DATA, fakeOutcome, loadedSpec } from "../../../runs/test/fake-outcome.ts";
import { request, SPEC, stored, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { nextCommand } from "../../src/commands/next-command.ts";

const asked = { spec: "a b.yaml", set: ["name=x", "optimizer.lr=3"], numerics: "fused", lr: 3 } as const;

test("a diverged run is to be tried with a tenth of its learning rate, in the place of the one asked for", async () => {
  const { record } = stored({}, 0.1, { status: "diverged" });
  expect(await nextCommand(record, { ...asked, results: temporaryFolder() })).toMatch(
    /^pnpm run exp 'a b.yaml' --set name=x --set optimizer.lr=0.3 --seed 1 --out \S+$/,
  );
});

test("another seed is suggested with everything that was asked", async () => {
  // The default folder is looked up where the command was typed: not in the checkout, which may have results of its own.
  const here = process.cwd();
  onTestFinished(() => process.chdir(here));
  process.chdir(temporaryFolder());
  const { record } = stored({}, 0.9);
  expect(await nextCommand(record, { ...asked, results: "results", numerics: "strict" })).toBe(
    "pnpm run exp 'a b.yaml' --set name=x --set optimizer.lr=3 --seed 2 --numerics strict",
  );
});

/** A finished run on disk. */
function trained(results: string, spec: object, data = DATA) {
  const asked = request(results, spec, { data });
  const outcome = fakeOutcome(loadedSpec({ ...SPEC, ...spec }), asked);
  return openRun(asked).finish({ ...outcome, hashes: { ...outcome.hashes, data } }, 1);
}

test("an interrupted run is to be resumed", async () => {
  const interrupted = stored({}, 0.5, { status: "interrupted" });
  expect(await nextCommand(interrupted.record, { ...asked, results: "results" })).toBe(
    `pnpm run resume ${interrupted.record.run}`,
  );
});

test("a completed run is to be compared with what may be compared with it, or to get another seed", async () => {
  const results = temporaryFolder();
  const record = trained(results, {});
  const next = () => nextCommand(record, { ...asked, results });
  trained(results, { name: "other-data" }, "f".repeat(64));
  trained(results, { name: "other-split", data: { ...SPEC.data, validation: 200 } });
  expect(await next()).toContain(" --seed 2 ");
  trained(results, { seed: 5 });
  expect(await next()).toMatch(/^pnpm run compare tiny --out \S+$/);
  trained(results, { name: "other-lr", optimizer: { ...SPEC.optimizer, lr: 0.5 } });
  expect(await next()).toMatch(/^pnpm run compare tiny other-lr --out \S+$/);
});
