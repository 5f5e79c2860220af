import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../runs/test/sample-runs.ts";
import { ASSAY, FAKE, finish } from "./processes.ts";

const experiments = new URL("../../../../experiments/", import.meta.url).pathname;

const TABLE = `name: table
data: { dataset: { type: csv, path: table.csv, target: kind, test: 0.2 }, validation: 0.25 }
architecture: [{ type: linear, out_features: 2 }]
optimizer: adam
training: { epochs: 1, batch_size: 4 }
`;

function withTable(spec = TABLE): string {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${i % 2 ? "Bonn" : "Ulm"},${i % 3 ? "new" : "old"}\n`);
  writeFileSync(join(folder, "table.csv"), `age,town,kind\n${rows.join("")}`);
  writeFileSync(join(folder, "table.yaml"), spec);
  return folder;
}
const env = (folder: string) => ({ XDG_CACHE_HOME: join(folder, "cache") });

test("data tells what is made of a table, as text and as JSON, and writes nothing", () => {
  const folder = withTable();
  const { status, stdout } = finish(ASSAY, folder, ["data", "table.yaml"], env(folder));
  expect(status).toBe(0);
  expect(stdout).toContain("examples     30 to train on, 10 held out for validation, 10 for the test");
  expect(stdout).toMatch(/ {2}new +19 +7 +7\n {2}old +11 +3 +3\n/);
  for (const name of ["age", "town=Bonn", "town=Ulm"]) expect(stdout).toContain(`  ${name} `);
  const json = JSON.parse(finish(ASSAY, folder, ["data", "table.yaml", "--json"], env(folder)).stdout);
  expect(json).toMatchObject({ shape: [3], examples: { train: 30, validation: 10, test: 10 } });
  expect(readdirSync(folder).sort()).toEqual(["cache", "table.csv", "table.yaml"]);
});

test("data --augmented writes a PNG where it is told to", () => {
  const folder = temporaryFolder();
  const spec = join(experiments, "cnn-adam.yaml");
  const { status, stdout } = finish(ASSAY, folder, ["data", spec, "--augmented", "--out", "sheet.png"]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: "sheet.png: 8 training examples, each as it is and as 8 draws make it\n",
  });
  expect(PNG.sync.read(readFileSync(join(folder, "sheet.png"))).width).toBeGreaterThan(600);
});

test.each([
  [["--augmented"], "--augmented is for images, and the inputs are rows of numbers"],
  [["--out", "x.png"], "--out is for the PNG of --augmented; add --augmented, or leave it out"],
])("data %j of a table is refused", (flags, says) => {
  const folder = withTable();
  const { status, stdout, stderr } = finish(ASSAY, folder, ["data", "table.yaml", ...flags], env(folder));
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(says);
});

test("a target of numbers that is taken for classes is answered with kind: values", () => {
  const folder = withTable(TABLE.replace("target: kind, test: 0.2", "target: age"));
  expect(finish(ASSAY, folder, ["data", "table.yaml"], env(folder)).stderr).toContain(
    "it gives [2]; give it 50 outputs, or set kind: values to predict numbers",
  );
  writeFileSync(join(folder, "table.csv"), `age,kind\n${Array.from({ length: 50 }, (_, i) => `1,${i}.5\n`).join("")}`);
  const { stderr } = finish(ASSAY, folder, ["data", "table.yaml", "--set", "data.dataset.target=kind"], env(folder));
  expect(stderr).toContain('column "kind": must hold classes, got 50 different numbers');
  expect(stderr).toContain("set kind: values to predict numbers");
});

test("gradcheck ends with 0 where all gradients agree, and with 1 and the name where one is off", () => {
  const folder = withTable();
  const { status, stdout } = finish(ASSAY, folder, ["gradcheck", "table.yaml", "--quiet"], env(folder));
  expect(status).toBe(0);
  expect(stdout).toMatch(/0\.weight .* ok\n0\.bias .* ok\n\nAll 2 gradients agree within 2 %\./);
  const json = JSON.parse(finish(ASSAY, folder, ["gradcheck", "table.yaml", "--quiet", "--json"], env(folder)).stdout);
  expect(json).toMatchObject({ ok: true, parameters: [{ name: "0.weight" }, { name: "0.bias" }] });

  writeFileSync(join(folder, "fake.yaml"), "name: fake\nseed: 1\noptimizer: { type: sgd, lr: 0.1 }\n");
  const off = finish(FAKE, folder, ["gradcheck", "fake.yaml", "--quiet"]);
  expect(off.status).toBe(1);
  expect(off.stdout).toMatch(/0\.bias .* OFF\n\n1 of 2 gradients are off by more than 1 %\./);
});
