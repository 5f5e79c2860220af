import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { listRuns, RefusedError, readRun } from "@assay/runs";
import { expect, test } from "vitest";
import { SPEC, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import type { Context } from "../../src/commands/context.ts";
import { fork } from "../../src/commands/fork.ts";
import { resume } from "../../src/commands/resume.ts";
import { run } from "../../src/commands/run.ts";
import { verify } from "../../src/commands/verify.ts";
import { fakeContext } from "./fake-context.ts";
import { fakeServices } from "./fake-services.ts";

const FLAGS = { threads: 1, revectorize: false, json: true, quiet: true } as const;

/** A run whose record says that it has come so far, and what commands need. */
async function recorded(status: "completed" | "interrupted") {
  const folder = temporaryFolder();
  const file = join(folder, "spec.yaml");
  writeFileSync(file, JSON.stringify(SPEC));
  const context = fakeContext(folder);
  await run([file], { ...FLAGS, jobs: 1, set: [], numerics: "fused", force: false, profile: false }, context);
  const [{ path } = { path: "" }] = listRuns(join(folder, "results"));
  const json = join(path, "run.json");
  writeFileSync(json, readFileSync(json, "utf8").replace('"status": "completed"', `"status": "${status}"`));
  return { context, path, results: join(folder, "results") };
}

const commands = {
  resume: ["interrupted", (path: string, context: Context) => resume(path, FLAGS, context)],
  fork: ["completed", (path: string, context: Context) => fork(path, { ...FLAGS, at: 1, set: ["seed=1"] }, context)],
  verify: ["completed", (path: string, context: Context) => verify(path, FLAGS, context)],
} as const;

test.each(Object.entries(commands))(
  "%s of a fused run is refused where this machine cannot fuse, and trains no strict one",
  async (_, [status, command]) => {
    const { context, path, results } = await recorded(status);
    const trainer = async () => ({ ...(await fakeServices.trainer()), chooseNumerics: () => "strict" as const });
    const there = { ...context, services: { ...fakeServices, trainer } };
    const refused = command(path, there);
    await expect(refused).rejects.toThrow("has fused numerics, which this machine has not");
    await expect(refused).rejects.toBeInstanceOf(RefusedError);
    expect(listRuns(results)).toHaveLength(1);
  },
);

test("a copied or renamed folder of a run does not go on: its spec leads elsewhere", async () => {
  const { context, path, results } = await recorded("interrupted");
  for (const copy of [join(dirname(path), "copy"), join(results, "copy", basename(path))]) {
    cpSync(path, copy, { recursive: true });
    const refused = resume(copy, FLAGS, context);
    await expect(refused).rejects.toThrow(`it is a copy, or was renamed; its spec leads to tiny/${basename(path)}`);
    await expect(refused).rejects.toBeInstanceOf(RefusedError);
    rmSync(copy, { recursive: true });
  }
  expect(readRun(path).record.status).toBe("interrupted");
  await resume(path, FLAGS, context);
  expect(readRun(path).record.status).toBe("completed");
});

test("a run that was moved aside when its replacement failed is found by its path, and goes on", async () => {
  const { context, path } = await recorded("interrupted");
  renameSync(path, join(dirname(path), `.${basename(path)}.old`));
  await resume(path, FLAGS, context);
  expect(readRun(path).record).toMatchObject({ path, status: "completed" });
});
