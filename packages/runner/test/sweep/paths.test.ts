import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { loadSweep } from "../../src/sweep/index.ts";

it("a grid may lead each trial to other data, though the hash of a spec leaves paths out", () => {
  const folder = temporaryFolder();
  const file = join(folder, "paths.yaml");
  writeFileSync(
    file,
    `experiment:
  name: inline
  data: { dataset: { type: csv, path: a.csv, target: y }, validation: 0.5 }
  architecture: [{ type: linear, out_features: 10 }]
  optimizer: adam
  training: { epochs: 1 }
parameters: { data.dataset.path: { values: [a.csv, b.csv] } }
`,
  );
  const { trials } = loadSweep(file);
  const paths = trials.map(({ loaded }) => loaded.spec.data.dataset.path);
  expect(paths).toEqual([join(folder, "a.csv"), join(folder, "b.csv")]);
});
