import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpecError } from "@assay/experiment";
import { loadSpec, prepare } from "@assay/training";
import { afterAll, expect, test } from "vitest";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const [example = "", training = ""] = Array.from(readme.matchAll(/```yaml\n([\s\S]*?)```/g), ([, text]) => text ?? "");
const folder = mkdtempSync(join(tmpdir(), "assay-readme-"));
const file = join(folder, "my-first.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

const open = (text: string) => {
  writeFileSync(file, text);
  return prepare(loadSpec(file));
};

test("the README's spec is valid", () => {
  expect(open(example).loaded.spec.name).toBe("my-first");
});

test("the README's training with everything is valid", () => {
  const { plan, clip, emaDecay, policies } = open(example.replace(/^training:.*\n/m, training)).parts;
  expect({ plan, clip, emaDecay }).toMatchObject({
    plan: { steps: 10000, accumulate: 4 },
    clip: { norm: 1 },
    emaDecay: 0.999,
  });
  expect(policies()).toHaveLength(1);
});

test("the README's misspelt key gives the error that it shows", () => {
  const misspelt = example.replace("out_channels: 16, kernel_size: 3, padding: same", "filters: 16, kernel_size: 3");
  let printed = "";
  try {
    open(misspelt);
  } catch (error) {
    if (error instanceof SpecError) printed = error.printed;
  }
  expect(readme).toContain(`error: ${printed.replace(file, "experiments/my-first.yaml")}`);
});

test("every path that the README names exists, but for what a sweep makes; of `<type>.ts` the folder", () => {
  const quoted = Array.from(
    readme.matchAll(/`((?:packages|bench|docs|results(?!\/sweeps)|experiments)\/[^`]*)`/g),
    ([, path]) => path,
  );
  const linked = Array.from(readme.matchAll(/\]\(([^)#]*)\)/g), ([, path]) => path);
  const paths = [...quoted, ...linked]
    .map((path) => (path as string).replace(/<.*$/, ""))
    .filter((path) => path !== "results/sweeps/"); // there once a sweep has run
  expect(paths.length).toBeGreaterThan(20);
  const root = new URL("../../../", import.meta.url);
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
