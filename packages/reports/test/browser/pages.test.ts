/** The pages as people open them: from disk, in Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compareRuns, listRuns, type StoredRun } from "@assay/runs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { comparisonReport, type Report, runReport, sweepReport } from "../../src/index.ts";
import { HOSTILE, MODEL, madeInput, RMSE, VALUES } from "../made-runs.ts";
import { madeSweep } from "../made-sweep.ts";
import { type Browser, type BrowserPage, missingBrowser, openBrowser } from "./browser.ts";

const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));
const runs = listRuns(fixtures).flatMap((entry): StoredRun[] => ("stored" in entry ? [entry.stored] : []));
const comparison = compareRuns(runs);
const evil = HOSTILE.join(" ");

const REPORTS: Readonly<Record<string, () => Report>> = {
  "a run of classes": () => runReport(madeInput()),
  "a regression": () =>
    runReport(madeInput({ record: { metrics: [RMSE] } }, { predictions: VALUES, worst: undefined })),
  "a comparison": () => comparisonReport({ comparison, runs }),
  "hostile names": () =>
    runReport(
      madeInput(
        { record: { name: evil, run: evil, status: "failed", error: evil }, resolved: evil },
        {
          model: { ...MODEL, target: { kind: "class", classes: HOSTILE.length, names: HOSTILE } },
          predictions: {
            kind: "class",
            label: [...HOSTILE],
            predicted: HOSTILE.toReversed(),
            score: new Float64Array(HOSTILE.length).fill(0.5),
            score_is: "probability",
          },
        },
      ),
    ),
  "a sweep": () => sweepReport(madeSweep(24)),
  "a sweep of hostile names": () => {
    const made = madeSweep(12, [1], [`${evil} a`, `${evil} b`, `${evil} c`]);
    const ranked = made.ranked.map((row) => ({ ...row, reason: evil, sets: { ...row.sets, [evil]: evil } }));
    return sweepReport({ ...made, ranked, verdict: evil, notes: [evil], sweep: { ...made.sweep, name: evil } });
  },
  "a comparison of hostile names": () => {
    const rows = comparison.rows.map((row, i) => ({ ...row, run: `${evil} ${i}`, changed: { [evil]: evil } }));
    const verdicts = comparison.verdicts.map((verdict) => ({ ...verdict, text: evil }));
    return comparisonReport({ comparison: { ...comparison, rows, verdicts, warnings: [evil] }, runs, title: evil });
  },
};

const why = missingBrowser === undefined ? "" : ` (left out: ${missingBrowser})`;

describe.skipIf(missingBrowser !== undefined)(`in Chromium${why}`, () => {
  let browser: Browser;
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "assay-pages-"));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a report, and keeps what goes wrong in it. */
  async function open(name: string, options: Parameters<Browser["newPage"]>[0]) {
    const file = join(folder, "report.html");
    writeFileSync(file, REPORTS[name]?.().html ?? "");
    const page = await browser.newPage(options);
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return {
      page,
      said,
      asked: () => asked.filter((url) => url !== pathToFileURL(file).href && !url.startsWith("data:")),
    };
  }

  /** Waits until an expression holds. Playwright's own way evaluates texts in the page, which its policy refuses. */
  const until = async (page: BrowserPage, expression: string) => {
    while (!(await page.evaluate<boolean>(expression))) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  /** Scrolls through the page until every chart has been drawn again. */
  const drawAll = async (page: BrowserPage) =>
    until(
      page,
      `[...document.querySelectorAll("[data-chart]")].every((chart) => {
        chart.scrollIntoView();
        return chart.querySelector(".live svg path") !== null;
      })`,
    );

  const widths = (page: BrowserPage) =>
    page.evaluate<number[]>(`[document.documentElement.scrollWidth, document.documentElement.clientWidth]`);

  describe.each(Object.keys(REPORTS))("the page of %s", (name) => {
    test.each([
      [400, "light"],
      [400, "dark"],
      [1400, "dark"],
    ] as const)(
      "at %i px, %s: draws every chart, asks for nothing, says nothing, is no wider than the window",
      async (width, colorScheme) => {
        const { page, said, asked } = await open(name, { viewport: { width, height: 900 }, colorScheme });
        await drawAll(page);
        const [wide, window] = await widths(page);
        expect(wide).toBeLessThanOrEqual(window ?? 0);
        expect(said).toEqual([]);
        expect(asked()).toEqual([]);
        expect(await page.evaluate("window.hacked")).toBeUndefined();
        await page.close();
      },
    );

    test("without scripts: its drawings stand, and it is no wider than the window", async () => {
      const { page, asked } = await open(name, { viewport: { width: 400, height: 900 }, javaScriptEnabled: false });
      const [wide, window] = await widths(page);
      expect(wide).toBeLessThanOrEqual(window ?? 0);
      const shown = await page.evaluate<boolean>(
        `[...document.querySelectorAll("[data-chart] .still svg")].every((svg) => svg.getBoundingClientRect().height > 100)`,
      );
      expect(shown).toBe(true);
      expect(asked()).toEqual([]);
      await page.close();
    });
  });

  test("in print the drawings stand for the charts, on white", async () => {
    const { page } = await open("a run of classes", { viewport: { width: 800, height: 900 }, colorScheme: "dark" });
    await drawAll(page);
    await page.emulateMedia({ media: "print" });
    const seen = (selector: string) =>
      page.evaluate<boolean>(`getComputedStyle(document.querySelector("${selector}")).display !== "none"`);
    expect([await seen(".is-live > .still"), await seen(".is-live > .live")]).toEqual([true, false]);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    await page.close();
  });

  test("a pointer on a curve shows the values there, with their unit", async () => {
    const { page, said } = await open("a run of classes", { viewport: { width: 1400, height: 900 } });
    await drawAll(page);
    await page.hover('[data-chart="learning-accuracy"] .live', { position: { x: 300, y: 180 } });
    await until(
      page,
      `document.querySelector('[data-chart="learning-accuracy"] .live').textContent.includes("epoch 3")`,
    );
    const text = await page.evaluate<string>(
      `document.querySelector('[data-chart="learning-accuracy"] .live').textContent`,
    );
    expect(text).toMatch(/epoch 3train96 %validation95 %/);
    expect(said).toEqual([]);
    await page.close();
  });

  test("a pointer on a cell of the matrix shows which it is", async () => {
    const { page, said } = await open("a run of classes", { viewport: { width: 1400, height: 900 } });
    await drawAll(page);
    await page.hover('[data-chart="confusion-matrix"] .live', { position: { x: 280, y: 80 } });
    const text = `document.querySelector('[data-chart="confusion-matrix"] .live').textContent`;
    await until(page, `${text}.includes("a taken for b: 1")`);
    expect(said).toEqual([]);
    await page.close();
  });

  test("the scheme decides the colours of charts without drawing them again", async () => {
    const ink = async (colorScheme: "light" | "dark") => {
      const { page } = await open("a run of classes", { viewport: { width: 800, height: 900 }, colorScheme });
      const color = await page.evaluate<string>(`getComputedStyle(document.querySelector(".still svg text")).fill`);
      await page.close();
      return color;
    };
    expect(await ink("light")).not.toBe(await ink("dark"));
  });
});
