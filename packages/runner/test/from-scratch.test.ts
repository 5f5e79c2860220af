import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSpec, prepare, train } from "@assay/training";
import { afterAll, describe, expect, it } from "vitest";

const docs = new URL("../../../docs/", import.meta.url);
const text = readFileSync(new URL("from-scratch.md", docs), "utf8");
const folder = mkdtempSync(join(tmpdir(), "assay-from-scratch-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Each block of code, with the text before it. */
const blocks = (language: string) =>
  Array.from(text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g")), ({ 1: block = "", index }) => ({
    block,
    before: text.slice(0, index),
  }));
const linksIn = (part: string): string[] => Array.from(part.matchAll(/\]\(([^)]+)\)/g), ([, to = ""]) => to);
const lines = (code: string): string[] => code.split("\n").flatMap((line) => line.trim() || []);

describe("docs/from-scratch.md", () => {
  it("is short, and leads to files and headings that are there", () => {
    expect(text.trimEnd().split("\n").length).toBeLessThan(250);
    const headings = Array.from(text.matchAll(/^##+ (.*)$/gm), ([, title = ""]) =>
      title.toLowerCase().replaceAll(" ", "-"),
    );
    const links = linksIn(text);
    expect(links.length).toBeGreaterThan(40);
    expect(
      links.filter((to) => (to.startsWith("#") ? !headings.includes(to.slice(1)) : !existsSync(new URL(to, docs)))),
    ).toEqual([]);
  });

  it("has a formula and a proof, a test or its cases, in every section but the last", () => {
    const sections = text.split(/^## /m).slice(1, -1);
    expect(sections).toHaveLength(11);
    for (const section of sections) {
      expect(section).toMatch(/^> /m);
      const [, proof = ""] = section.split(/^Proof: /m);
      expect(
        linksIn(proof).filter((to) => /\/(test|self-test\/cases)\//.test(to)),
        section,
      ).not.toEqual([]);
    }
  });

  it.each(blocks("ts"))("quotes lines of the file that it names last: $block", ({ block, before }) => {
    const file = linksIn(before).at(-1) ?? "";
    expect(file).toMatch(/^\.\.\/packages\/.*\.ts$/);
    const source = lines(readFileSync(new URL(file, docs), "utf8")).join("\n");
    expect(`\n${source}\n`).toContain(`\n${lines(block).join("\n")}\n`);
  });

  it.each([
    { name: "one-neuron", metric: "r2", stated: /R² is ([\d.]+)/, digits: 3, factor: 1 },
    { name: "xor-without-a-hidden-layer", metric: "accuracy", stated: /stays at ([\d.]+) %/, digits: 1, factor: 100 },
    { name: "xor", metric: "accuracy", stated: /the network has ([\d.]+) %/, digits: 1, factor: 100 },
  ])("$name reaches on the test split what stands beside it", async ({ name, metric, stated, digits, factor }) => {
    const { block } = blocks("yaml").find((each) => each.block.startsWith(`name: ${name}\n`)) ?? { block: "" };
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, block);
    const outcome = await train(prepare(loadSpec(file)), {
      threads: 1,
      numerics: "strict",
      listeners: [],
      signal: new AbortController().signal,
    });
    const value = outcome.test?.[metric] ?? Number.NaN;
    expect((factor * value).toFixed(digits)).toBe(stated.exec(text)?.[1]);
  });
});
