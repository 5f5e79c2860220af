import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listRuns } from "@assay/runs";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { SPEC, temporaryFolder } from "../../../runs/test/sample-runs.ts";
import type { Context } from "../../src/commands/context.ts";
import { run } from "../../src/commands/run.ts";
import { fakeTerminal } from "../terminal/screen.ts";
import { fakeContext } from "./fake-context.ts";
import { fakeServices } from "./fake-services.ts";
import { FAKE, finish } from "./processes.ts";

const assay = (cwd: string, ...args: string[]) => finish(FAKE, cwd, args);

/** A folder with a spec and a sweep over two learning rates. */
function workplace(optimizer: object = {}): string {
  const folder = temporaryFolder();
  const spec = { ...SPEC, optimizer: { ...SPEC.optimizer, ...optimizer } };
  writeFileSync(join(folder, "spec.yaml"), stringify(spec));
  writeFileSync(join(folder, "sweep.yaml"), stringify({ experiment: { ...spec, name: "swept" }, lrs: [0.1, 0.01] }));
  return folder;
}

const runFolder = (folder: string): string => {
  const [name = ""] = readdirSync(join(folder, "results/tiny"));
  return join("results/tiny", name);
};

describe("a training that ends", () => {
  test("leaves a page and Markdown in the run's folder, and says where", () => {
    const folder = workplace();
    const { status, stdout } = assay(folder, "spec.yaml");
    const path = runFolder(folder);
    expect(status).toBe(0);
    expect(stdout).toContain(`Report        ${path}/report.html\n`);
    expect(readFileSync(join(folder, path, "report.html"), "utf8").startsWith("<!doctype html>")).toBe(true);
    expect(readFileSync(join(folder, path, "report.md"), "utf8")).toMatch(/^# tiny\/seed1-/);
    expect(assay(folder, "spec.yaml").stdout, "found again").toContain("report.html");
  });

  test("by divergence has a page that says so", () => {
    const folder = workplace({ fate: "diverge" });
    expect(assay(folder, "spec.yaml").status).toBe(1);
    expect(readFileSync(join(folder, runFolder(folder), "report.md"), "utf8")).toContain("**Diverged.**");
  });

  test("keeps result and exit code where the page cannot be made, and says so in one line", async () => {
    const folder = workplace();
    const { terminal, err } = fakeTerminal();
    const context: Context = {
      ...fakeContext(folder),
      terminal,
      services: { ...fakeServices, reports: () => Promise.reject(new Error("no memory\u001b[31m")) },
    };
    const flags = { set: [], threads: 1, numerics: "fused", force: false, profile: false, revectorize: false } as const;
    const code = await run([join(folder, "spec.yaml")], { ...flags, jobs: 1, json: true, quiet: true }, context);
    expect(code).toBe(0);
    expect(err()).toBe(
      "Warning: the run is kept; its report could not be written: [reports] Error: no memory\\u001b[31m\n",
    );
    const [entry] = listRuns(join(folder, "results"));
    expect(entry && "stored" in entry && entry.stored.record.status).toBe("completed");
  });
});

describe("report", () => {
  test("of a run writes its page again, and prints where", () => {
    const folder = workplace();
    assay(folder, "spec.yaml");
    const path = runFolder(folder);
    const made = readFileSync(join(folder, path, "report.html"), "utf8");
    rmSync(join(folder, path, "report.html"));
    rmSync(join(folder, path, "report.md"));
    expect(assay(folder, "report", "tiny")).toEqual({ status: 0, stdout: `${path}/report.html\n`, stderr: "" });
    expect(readFileSync(join(folder, path, "report.html"), "utf8") === made, "the same bytes").toBe(true);
    expect(existsSync(join(folder, path, "report.md"))).toBe(true);
  });

  test("of several runs compares them in the results folder", () => {
    const folder = workplace();
    assay(folder, "spec.yaml");
    assay(folder, "spec.yaml", "--seed", "2");
    expect(assay(folder, "report")).toEqual({ status: 0, stdout: "results/report.html\n", stderr: "" });
    expect(readFileSync(join(folder, "results/report.md"), "utf8")).toContain("| tiny (n=2) |");
    expect(listRuns(join(folder, "results")), "it is taken for no run").toHaveLength(2);
  });

  test("of a sweep is written into the sweep's folder", () => {
    const folder = workplace();
    const said = assay(folder, "sweep", "sweep.yaml", "--quiet").stdout;
    expect(said).toMatch(/\nFor its page: pnpm run report results\/sweeps\/sweep\n$/);
    expect(assay(folder, "report", "results/sweeps/sweep")).toEqual({
      ...{ status: 0, stdout: "results/sweeps/sweep/report.html\n", stderr: "" },
    });
    const markdown = readFileSync(join(folder, "results/sweeps/sweep/report.md"), "utf8");
    expect(markdown).toMatch(/^# sweep\n\n\*\*Best validation accuracy: /);
    expect(assay(folder, "compare", "sweep").status, "the page is no part of the sweep").toBe(0);
  });

  test("of a sweep's runs compares them where a flag says by what", () => {
    const folder = workplace();
    assay(folder, "sweep", "sweep.yaml", "--quiet");
    expect(assay(folder, "report", "sweep.yaml", "--split", "validation").status).toBe(0);
    const markdown = readFileSync(join(folder, "results/report.md"), "utf8");
    expect(markdown).toMatch(/^# sweep\n\nRanked by validation accuracy/);
  });

  test.each([
    ["page.html", /^<!doctype html>/],
    ["page.md", /^# tiny/],
  ])("--page %s writes there alone, as its name says", (page, expected) => {
    const folder = workplace();
    assay(folder, "spec.yaml");
    rmSync(join(folder, runFolder(folder), "report.html"));
    expect(assay(folder, "report", "tiny", "--page", `new/${page}`).stdout).toBe(`new/${page}\n`);
    expect(expected.test(readFileSync(join(folder, "new", page), "utf8"))).toBe(true);
    expect(existsSync(join(folder, runFolder(folder), "report.html"))).toBe(false);
  });

  test.each(["svg", "png"])("--charts writes each chart as a file: %s", (format) => {
    const folder = workplace();
    assay(folder, "spec.yaml");
    const { stdout } = assay(folder, "report", "tiny", "--charts", "figures", "--chart-format", format, "--json");
    const { charts, runs } = JSON.parse(stdout);
    expect(runs).toBe(1);
    expect(charts).toContain(`figures/learning-loss.${format}`);
    expect(
      readdirSync(join(folder, "figures"))
        .map((name) => `figures/${name}`)
        .sort(),
    ).toEqual(charts.toSorted());
  });

  test.each([
    [["--page", "page.pdf"], '--page must end in .html or .md, got "page.pdf"'],
    [["--chart-format", "png"], "--chart-format is for the files of --charts"],
    [["nothing"], 'there is no run "nothing"'],
  ])("%j: one clear line, exit 2, nothing written", (args, message) => {
    const folder = workplace();
    const { status, stdout, stderr } = assay(folder, "report", ...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(readdirSync(folder).sort()).toEqual(["spec.yaml", "sweep.yaml"]);
  });

  test("of one run takes no flag of a comparison", () => {
    const folder = workplace();
    assay(folder, "spec.yaml");
    const { status, stderr } = assay(folder, "report", "tiny", "--split", "validation");
    expect(status).toBe(2);
    expect(stderr).toMatch(/--split is for a comparison, and tiny\/seed1-\w+ is one run/);
  });

  test("and compare --format html give the same page", () => {
    const folder = workplace();
    assay(folder, "spec.yaml");
    assay(folder, "spec.yaml", "--seed", "2");
    assay(folder, "report");
    const { stdout } = assay(folder, "compare", "--format", "html");
    expect(stdout === readFileSync(join(folder, "results/report.html"), "utf8")).toBe(true);
    const columns = (html: string) => html.match(/<th class="n">/g)?.length ?? 0;
    expect(columns(assay(folder, "compare", "--format", "html", "--only-changed").stdout)).toBeLessThan(
      columns(stdout),
    );
  });

  test("without a run: refused, nothing written", () => {
    const folder = workplace();
    expect(assay(folder, "report")).toEqual({
      status: 3,
      stdout: "",
      stderr: "There is no completed run in results. Train one with: pnpm run exp experiments/cnn-adam.yaml\n",
    });
    expect(existsSync(join(folder, "results"))).toBe(false);
  });

  test("of a damaged run names what is wrong; beside others it is left out of the comparison", () => {
    const folder = workplace();
    mkdirSync(join(folder, "results/tiny/seed9"), { recursive: true });
    writeFileSync(join(folder, "results/tiny/seed9/run.json"), "{");
    const alone = assay(folder, "report", "tiny/seed9");
    expect([alone.status, alone.stdout]).toEqual([1, ""]);
    expect(alone.stderr).toContain("run.json is not valid JSON");
    assay(folder, "spec.yaml");
    expect(assay(folder, "report").status).toBe(0);
    expect(readFileSync(join(folder, "results/report.md"), "utf8")).toContain("Left out: tiny/seed9 (damaged");
  });
});
