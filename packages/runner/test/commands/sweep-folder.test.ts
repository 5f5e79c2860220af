import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RefusedError } from "@assay/runs/errors";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { openSweepFolder } from "../../src/commands/sweep-folder.ts";
import { fakeServices } from "./fake-services.ts";

/** A results folder, and what opens the folder of a sweep in it. */
async function place() {
  const folder = temporaryFolder();
  const file = join(folder, "lrs.yaml");
  writeFileSync(file, JSON.stringify({ experiment: { name: "tiny", seed: 1, optimizer: {} }, lrs: [0.1] }));
  const sweep = await fakeServices.loadSweep(file, []);
  const results = join(folder, "results");
  return { folder, results, own: join(results, "sweeps", "lrs"), open: () => openSweepFolder(results, sweep) };
}

test("nothing is written through a link in the place of a sweep's folder, or of all sweeps'", async () => {
  for (const linked of ["sweeps", "sweeps/lrs"]) {
    const { folder, results, open } = await place();
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    mkdirSync(join(results, linked, ".."), { recursive: true });
    symlinkSync(elsewhere, join(results, linked));
    expect(open).toThrow(RefusedError);
    expect(readdirSync(elsewhere)).toEqual([]);
  }
});

test("a folder that holds something else is refused and left as it is", async () => {
  const { own, open } = await place();
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "notes.txt"), "mine");
  expect(open).toThrow(
    /\[runner\/sweep\] .*lrs is no sweep's: it holds notes\.txt and no sweep\.yaml; move it elsewhere/,
  );
  expect(readdirSync(own)).toEqual(["notes.txt"]);
});

test("a sweep goes on where a process was killed before it had written sweep.yaml", async () => {
  const { own, open } = await place();
  open();
  rmSync(join(own, "sweep.yaml"));
  writeFileSync(join(own, ".sweep.yaml.1.tmp"), "exp");
  expect(existsSync(join(open(), "sweep.yaml"))).toBe(true);
});

test("a stored sweep that is empty, damaged or larger than any is an error that names it", async () => {
  for (const text of ["", "{", "- a", `experiment: x\nmethod: ${"[".repeat(100_000)}`, " ".repeat(1 << 25)]) {
    const { own, open } = await place();
    open();
    writeFileSync(join(own, "trials.jsonl"), ""); // a trial was over once
    writeFileSync(join(own, "sweep.yaml"), text);
    expect(open).toThrow(/lrs\/sweep\.yaml/);
  }
});
