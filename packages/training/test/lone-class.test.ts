import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fillIdx } from "../../data/test/idx-files.ts";
import { refusalOf } from "../../experiment/test/texts.ts";
import { loadSpec, prepare } from "../src/checking.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-lone-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is refused of three outputs for this dataset. */
function refused(dataset: string) {
  const file = join(folder, "spec.yaml");
  const text = `name: lone
data: { dataset: ${dataset}, validation: 0 }
architecture: [flatten, { type: linear, out_features: 3 }]
optimizer: adam
training: { epochs: 1, batch_size: 4 }
`;
  writeFileSync(file, text);
  return refusalOf(() => prepare(loadSpec(file)));
}

describe("a damaged label is a class of its own: the error that counts the classes tells where it stands", () => {
  const labels = Array.from({ length: 60 }, (_, i) => i % 3);

  test("in an IDX file, by its number", () => {
    fillIdx(folder, { train: labels.with(17, 200) });
    const { rule, hint, location } = refused("{ type: idx, path: . }");
    expect(rule).toBe("the last layer must give one output for each of the 4 classes, it gives [3]");
    expect(hint).toBe("only label 17 of train-labels-idx1-ubyte is 200: it may be damaged");
    expect(location).toBe(`${join(folder, "spec.yaml")}:3:25`);
  });

  test("in a CSV file, by its line", () => {
    const rows = labels.map((label, i) => `${i},${i === 17 ? "setsoa" : ["setosa", "virginica", "versicolor"][label]}`);
    writeFileSync(join(folder, "iris.csv"), `width,species\n${rows.join("\n")}\n`);
    const { hint } = refused("{ type: csv, path: iris.csv, target: species }");
    expect(hint).toBe('only line 19 of iris.csv has "setsoa": it may be damaged');
  });

  test.each([
    ["no class has a single example", labels.with(17, 200).with(18, 200)],
    ["many have one", [0, 1, 2, 3, 4, 5, 6, 7]],
  ])("nothing is told where %s", (_, train) => {
    fillIdx(folder, { train, test: [0] });
    expect(refused("{ type: idx, path: . }").hint).toBeUndefined();
  });
});
