import { fileURLToPath } from "node:url";
import { callsOf, type Program } from "@assay/kernels";
import { expect, test } from "vitest";
import { loadSpec } from "../src/open.ts";
import { prepare } from "../src/prepare.ts";
import { profile } from "../src/timing/profile.ts";

const prepared = prepare(loadSpec(fileURLToPath(new URL("tiny.yaml", import.meta.url))));

test("a profile lists every kernel call of a training step once, in order, and its shares add up to 1", async () => {
  const { spec } = prepared.loaded;
  const expected = callsOf((prepared.programs.train.full as Program).phases).map(({ kernel }) => kernel);

  const found = await profile(prepared, { threads: 1, numerics: "strict" });
  if (!found) throw new Error("nothing has stopped it");
  const { calls, batch_size, seconds } = found;
  expect(calls.map(({ kernel }) => kernel)).toEqual(expected);
  expect(calls.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(batch_size).toBe(spec.training.batch_size);
  expect(seconds).toBeGreaterThan(0);

  // Every layer that is trained is named, and what belongs to no layer is the loss, the data or the update.
  const layers = new Set(calls.map(({ layer }) => layer));
  const trained = prepared.summary.filter(
    ({ parameters, type }) => parameters > 0 && type !== "residual" && type !== "concat",
  );
  expect(trained.length).toBeGreaterThan(4);
  for (const { path, type } of trained) expect(layers).toContain(`${path} ${type}`);
  const outside = [...layers].filter((layer) => !/^\d/.test(layer));
  expect(outside.filter((layer) => !/^(data|loss|metrics|augmentation \d|)$/.test(layer))).toEqual([]);
});

test("a profile that is stopped says so", async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await profile(prepared, { threads: 1, numerics: "strict", signal: stop.signal })).toBeUndefined();
});
