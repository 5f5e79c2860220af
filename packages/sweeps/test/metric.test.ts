import { expect, test } from "vitest";
import { metricOf, signOf } from "../src/metric.ts";

test("a metric is called without its split, and times its sign the best is the smallest", () => {
  expect(metricOf({ name: "validation.top_5" })).toBe("top_5");
  expect(metricOf({ name: "loss" })).toBe("loss");
  expect([0.2, 0.9].map((figure) => signOf({ goal: "maximize" }) * figure)).toEqual([-0.2, -0.9]);
  expect(signOf({ goal: "minimize" })).toBe(1);
});
