import { createFileOrigin, isMap, type LoadedSpec, parseYaml } from "@assay/experiment";
import { expect, test } from "vitest";
import { refusalOf } from "../../../experiment/test/texts.ts";
import { expandGrid } from "../../src/sweep/grid.ts";

test("trials whose specs are too large together to be kept are refused before all of them are resolved", () => {
  const text = `parameters:\n  seed: { values: [${Array.from({ length: 1000 }, (_, i) => i).join(", ")}] }\n`;
  const { value } = parseYaml(createFileOrigin("sweep.yaml", text));
  const parameters = isMap(value) ? value.get("parameters") : undefined;
  if (!parameters) throw new Error("the text has parameters");
  const filler = "x".repeat(1 << 18);
  let resolved = 0;
  const resolve = () => ({ resolved: `${filler}${resolved++}`, spec: { seed: resolved } }) as unknown as LoadedSpec;
  const seeds = { tree: parameters, found: false };
  const error = refusalOf(() => expandGrid({ parameters, seeds, cap: undefined, resolve }));
  expect(error.message).toBe(
    "sweep.yaml:1:1: [runner/sweep] the specs of 1000 trials are too large, those of the first 128 have more than 33554432 characters; set run_cap, or make the spec smaller",
  );
  expect(resolved).toBe(128);
  expect(expandGrid({ parameters, seeds, cap: 100, resolve }).trials).toHaveLength(100);
});
