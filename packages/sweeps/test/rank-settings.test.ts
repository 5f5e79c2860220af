import { expect, test } from "vitest";
import { rankSettings } from "../src/rank-settings.ts";
import { madeLine } from "./made-lines.ts";

const metric = { name: "validation.accuracy", goal: "maximize" } as const;
const tried = (accuracies: readonly number[]) => ({
  sets: {},
  seeds: accuracies.map((_, i) => i + 1),
  lines: accuracies.map((accuracy, i) => madeLine({ run: `a/${i}`, validation: { loss: 1, accuracy } })),
});

test("the interval of the mean is Student's t over the seeds (t of 2 degrees of freedom is 4.302653)", () => {
  const [row] = rankSettings([tried([0.5, 0.52, 0.54])], metric);
  const reach = (4.302653 * 0.02) / Math.sqrt(3);
  expect(row?.mean).toBeCloseTo(0.52, 12);
  expect(row?.sd).toBeCloseTo(0.02, 12);
  expect(row?.interval?.[0]).toBeCloseTo(0.52 - reach, 6);
  expect(row?.interval?.[1]).toBeCloseTo(0.52 + reach, 6);
});

test("one seed has neither deviation nor interval", () => {
  expect(rankSettings([tried([0.5])], metric)[0]).toMatchObject({ mean: 0.5, sd: null, interval: null });
});

test("a share's interval ends at 1", () => {
  const [row] = rankSettings([tried([0.97, 0.99])], metric, { isShare: true });
  expect(row?.interval?.[1]).toBe(1);
});
