import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ResultError } from "@assay/runs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readRunReport, runReport } from "../src/index.ts";

const moons = fileURLToPath(new URL("fixtures/moons", import.meta.url));
const [first = ""] = readdirSync(moons);

let folder = "";
let run = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-reports-"));
  run = join(folder, "moons", first);
  cpSync(join(moons, first), run, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a run's folder has everything that its page shows", () => {
  const input = readRunReport(run);
  expect(input.notes).toEqual([]);
  expect(input.model?.input.shape).toEqual([2]);
  expect(input.predictions?.kind === "class" && input.predictions.label).toHaveLength(80);
  expect(input.weights?.[0]?.name).toBe("0.weight");
  expect(input.worst?.examples.length).toBeGreaterThan(0);
  expect(input.spec?.name).toBe("moons");
});

test("where a run's folder lies leaves no trace in its page", () => {
  writeFileSync(join(run, "worst.json"), "{");
  const { html, markdown } = runReport(readRunReport(run));
  expect(html).not.toContain(folder);
  expect(markdown).not.toContain(folder);
});

test.each(["model.json", "worst.json", "predictions.csv", "model.safetensors"])(
  "a damaged %s is left out with a note, and so is a missing one without",
  (name) => {
    writeFileSync(join(run, name), "\u0000{]");
    const { notes } = readRunReport(run);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(new RegExp(`^${name.replaceAll(".", "\\.")} is left out: `));
    rmSync(join(run, name));
    expect(readRunReport(run).notes).toEqual([]);
    expect(runReport(readRunReport(run)).html).toContain("moons");
  },
);

test("a folder without a run is an error that names it", () => {
  rmSync(join(run, "run.json"));
  expect(() => readRunReport(run)).toThrow(ResultError);
  expect(() => readRunReport(run)).toThrow(run);
});
