import { createModel, layers } from "@assay/layers";
import { expect, test } from "vitest";
import { layerCases, nameOf } from "../layer-cases.ts";

test("every registered layer is measured", () => {
  const measured = new Set(layerCases.map(({ part }) => part.type));
  expect(Object.keys(layers).filter((type) => !measured.has(type))).toEqual([]);
});

test.each(layerCases.map((item) => [nameOf(item), item] as const))("%s can be built", (_, { part, input }) => {
  expect(createModel([part], input).output.length).toBeGreaterThan(0);
});
