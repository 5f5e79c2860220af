import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { renderSvg } from "../src/charts/render.ts";
import { chartFiles, runReport } from "../src/index.ts";
import { escapeHtml, html, plain } from "../src/page/html.ts";
import { markdownText } from "../src/page/markdown.ts";
import { HOSTILE, madeInput } from "./made-runs.ts";

/** What of a text matches, so that a failure shows that alone and not the page. */
const found = (pattern: RegExp, text: string): string[] => Array.from(text.matchAll(pattern), ([match]) => match);

describe("text in a page", () => {
  test.each(HOSTILE)("stays text: %s", (text) => {
    expect(escapeHtml(text)).not.toMatch(/[<>"']/);
    expect(html`<p title="${text}">${text}</p>`.html.match(/</g)).toHaveLength(2);
    expect(plain(text)).not.toMatch(/(?!\n|\t)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    expect(markdownText(text)).not.toMatch(/(?<!\\)[|`<[\]]/);
  });

  test("has none of the characters that reorder or hide text, and keeps the ends of its lines", () => {
    const unsafe = "\u0000\u001b\u007f\u009b\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff";
    expect(plain(unsafe)).toBe("\ufffd".repeat(unsafe.length));
    expect(plain("a\n\tb")).toBe("a\n\tb");
  });

  test("of several lines keeps them in HTML, and is one line in Markdown", () => {
    expect(escapeHtml("a\n\tb")).toBe("a\n\tb");
    expect(markdownText("a\n\n# b")).toBe("a \\# b");
  });
});

describe("a run's page", () => {
  const { html: page, charts } = runReport(madeInput());

  test("is the same bytes each time, whatever was drawn in between", () => {
    renderSvg(charts[0] as (typeof charts)[number]);
    expect(runReport(madeInput()).html).toBe(page);
  });

  test("loads nothing: no address in it leads anywhere", () => {
    const withoutCode = page.replace(/<script[\s\S]*?<\/script>/g, "");
    const addresses = Array.from(
      withoutCode.matchAll(/(?:src|href|action|url)\s*[=(]\s*"?([^")\s>]*)/g),
      ([, found]) => found,
    );
    expect(addresses.filter((address) => !/^(data:|#)/.test(address ?? ""))).toEqual([]);
    expect(found(/@import/g, page)).toEqual([]);
  });

  test("has a policy that knows its two scripts by their hashes and lets nothing else run", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, packed = ""] = /id="echarts">([^<]*)</.exec(page) ?? [];
    const [, boot = ""] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    const echarts = gunzipSync(Buffer.from(packed, "base64"));
    const hash = (code: string | Buffer) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(boot)} ${hash(echarts)};`);
    expect(policy).not.toContain("unsafe-eval");
    expect(found(/<script/g, page)).toHaveLength(3);
  });

  test("names every chart once, and no id of a drawing occurs twice", () => {
    expect(new Set(charts.map(({ name }) => name)).size).toBe(charts.length);
    const ids = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id);
    expect(ids.length).toBeGreaterThan(charts.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("draws in colours that follow the scheme, and in no others", () => {
    for (const chart of charts) {
      const colors = Array.from(renderSvg(chart).matchAll(/ (?:fill|stroke)="([^"]+)"/g), ([, color]) => color ?? "");
      expect(colors.length).toBeGreaterThan(5);
      // Black stands in what is not seen: clip paths, and the ground of a line without an area.
      expect(colors.filter((color) => !/^(var\(--\w+\)|none|#000|rgb\(0,0,0\))$/.test(color))).toEqual([]);
    }
  });

  test("stays under 3 MB with all that it can hold", () => {
    const steps = Array.from({ length: 100_000 }, (_, i) => ({
      epoch: 1,
      step: i + 1,
      lr: 0.1,
      train: { loss: Math.sin(i), accuracy: 0.5 },
    }));
    const examples = Array.from({ length: 24 }, (_, index) => ({
      ...{ index, label: "a", predicted: "b", score: 0.9 },
      input: Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 97 + index * 31) % 256),
    }));
    const worst = { shape: [32, 32, 3], dtype: "u8", examples } as const;
    const values = Float32Array.from({ length: 3072 * 64 }, (_, i) => Math.sin(i * 12.9898));
    const weights = [{ name: "0.weight", shape: [3072, 64], values }];
    const model = { ...madeInput().model, input: { shape: [32, 32, 3], dtype: "u8" } } as ReturnType<
      typeof madeInput
    >["model"];
    const { html: large } = runReport(madeInput({ steps }, { worst, weights, model }));
    expect(large.includes("48 of 64 units")).toBe(true);
    expect(large.length).toBeLessThan(3_000_000);
  });
});

describe("hostile names", () => {
  const name = HOSTILE.join(" ");
  const input = madeInput(
    { record: { name, run: `${name}/seed1`, error: name, status: "failed" }, resolved: name },
    {
      spec: { data: name, architecture: [{ type: name, [name]: name }], optimizer: { type: name } },
      predictions: {
        kind: "class",
        label: [...HOSTILE],
        predicted: HOSTILE.toReversed(),
        score: new Float64Array(HOSTILE.length).fill(0.5),
        score_is: "probability",
      },
      notes: [name],
    },
  );
  const inherited = Object.getOwnPropertyNames(Object.prototype);
  const report = runReport(input);

  test("change nothing that all objects have: ECharts would write into __proto__", () => {
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited);
    expect(Object.keys(Object)).toEqual([]);
    expect(report.charts.find(({ name: chart }) => chart === "confusion-matrix")).toBeDefined();
    expect(report.html).toContain("__proto__\u00a0");
  });

  test("add no element, no attribute and no script to a page", () => {
    const usual = runReport(madeInput({ record: { status: "failed", error: "e" } }, { notes: ["n"] })).html;
    const elements = (page: string) =>
      new Set(Array.from(page.matchAll(/<([a-zA-Z!][\w-]*)/g), ([, element]) => element));
    expect([...elements(report.html)].filter((element) => !elements(usual).has(element))).toEqual([]);
    expect(found(/<script/g, report.html)).toHaveLength(3);
    expect(found(/<\/script/g, report.html)).toHaveLength(3);
    expect(found(/<[^<>]*\son\w+\s*=/g, report.html)).toEqual([]);
    expect(found(/[\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, report.html)).toEqual([]);
  });

  test("leave the data of the charts JSON", () => {
    const [, data = ""] = /id="charts">([\s\S]*?)<\/script>/.exec(report.html) ?? [];
    expect(Object.keys(JSON.parse(data))).toEqual(report.charts.map(({ name }) => name));
  });

  test("add no HTML, link or cell to the Markdown", () => {
    expect(found(/(?<!\\)[<[\]`]/g, report.markdown)).toEqual([]);
    const tables = report.markdown.split("\n\n").filter((block) => block.startsWith("|"));
    const bars = tables.map((table) => table.split("\n").map((row) => found(/(?<!\\)\|/g, row).length));
    expect(bars.length).toBeGreaterThan(1);
    expect(bars.map((counts) => new Set(counts).size)).toEqual(bars.map(() => 1));
  });
});

describe("charts as files", () => {
  const { charts } = runReport(madeInput());

  test("of SVG stand alone: size, ground, colours, and no variable of the page", async () => {
    const files = await chartFiles(charts, "svg");
    expect(files.map(({ name }) => name)).toEqual(charts.map(({ name }) => `${name}.svg`));
    for (const { content } of files) {
      expect(content).toMatch(/^<svg width="\d+" height="\d+" [^>]*viewBox="[^"]*"[^>]*><rect [^>]*fill="#ffffff"\/>/);
      expect(content).not.toContain("var(--");
    }
  });

  test("of PNG have twice the pixels, a white ground and text that is drawn", async () => {
    const [chart] = charts;
    const [file] = await chartFiles(charts.slice(0, 1), "png");
    const { width, height, data } = PNG.sync.read(Buffer.from(file?.content as Uint8Array));
    expect([width, height]).toEqual([2 * (chart?.width ?? 0), 2 * (chart?.height ?? 0)]);
    expect(Array.from(data.subarray(0, 4))).toEqual([255, 255, 255, 255]);
    // The lowest 30 pixels hold the name of the axis, and nothing else.
    const bottom = data.subarray((height - 30) * width * 4);
    expect(bottom.some((value) => value < 128)).toBe(true);
  });
});
