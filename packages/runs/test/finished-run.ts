import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRun, readRun } from "../src/index.ts";
import { checkFiles } from "../src/verify/index.ts";
import { fakeOutcome } from "./fake-outcome.ts";
import { request, temporaryFolder } from "./sample-runs.ts";
import { chain, epochRecord, snapshotAfter } from "./sample-snapshot.ts";

/** A finished run of two epochs whose files agree with each other. */
export async function finishedRun(spec: object = {}) {
  const asked = request(temporaryFolder(), spec);
  const fake = fakeOutcome(asked.loaded, asked);
  const values = Float32Array.of(1, 2, 3, 4, 5, 2);
  const links = chain(2);
  const hashes = {
    ...fake.hashes,
    final_weights: createHash("sha256").update(values).digest("hex"),
    chain: links.at(-1)?.chain ?? "",
  };
  const run = openRun(asked);
  run.add(epochRecord(1));
  run.add(epochRecord(2));
  await run.keep(snapshotAfter(1), "latest");
  await run.keep(snapshotAfter(2), "latest");
  const { train, validation, step: steps } = epochRecord(2);
  const outcome = {
    ...fake,
    hashes,
    links,
    steps,
    train,
    ...(validation && { validation }),
    weights: [{ name: "0.weight", shape: [2, 3], values }],
  };
  run.finish(outcome, 1);
  const file = (name: string) => join(run.path, name);
  const rewrite = (name: string, change: (text: string) => string) =>
    writeFileSync(file(name), change(readFileSync(file(name), "utf8")));
  return { asked, outcome, file, rewrite, check: () => checkFiles(readRun(run.path)) };
}
