import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { refusalOf } from "../../experiment/test/texts.ts";
import { prepare } from "../src/index.ts";
import { loadSpec } from "../src/open.ts";

it("a training that would not fit is refused with what it needs, at the architecture, before data is read", () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-memory-"));
  const file = join(folder, "wide.yaml");
  const layers = "[flatten, { type: linear, out_features: 1000000 }, { type: linear, out_features: 10 }]";
  writeFileSync(
    file,
    `name: wide\narchitecture: ${layers}\noptimizer: { type: sgd, lr: 1 }\ntraining: { epochs: 1 }\n`,
  );
  const { location, part, rule } = refusalOf(() => prepare(loadSpec(file)));
  rmSync(folder, { recursive: true });
  expect(location).toBe(`${file}:2:15`);
  expect(part).toBe("training/prepare");
  // 785e6 + 10e6 weights and their gradients, 4 bytes each; no state. Activations and workspace are less than these.
  const least = (2 * 4 * 795e6) / 2 ** 30;
  const [, needed = "nothing"] = rule.match(/^a training must fit into 4 GiB, this one needs ([\d.]+) GiB$/) ?? [];
  expect(Number(needed)).toBeGreaterThan(least);
  expect(Number(needed)).toBeLessThan(2 * least);
});
