import { describe, expect, test } from "vitest";
import { madeInput } from "./made-runs.ts";
import { series, show } from "./show-section.ts";

describe("learning curves", () => {
  test("have a chart of each metric and of the loss, a line of each split", () => {
    const { charts = [] } = show("learning-curves", madeInput()) ?? {};
    expect(charts.map(({ name }) => name)).toEqual(["learning-accuracy", "learning-loss"]);
    expect(series(charts[0]).map(({ name, data }) => [name, data])).toEqual([
      [
        "train",
        [
          [1, 81],
          [2, 91],
          [3, 96],
          [4, 95],
        ],
      ],
      [
        "validation",
        [
          [1, 80],
          [2, 90],
          [3, 95],
          [4, 94],
        ],
      ],
    ]);
  });

  test("show recorded steps where they are, at their share of an epoch, thinned to a thousand", () => {
    const steps = Array.from({ length: 20_000 }, (_, i) => ({
      epoch: 1,
      step: i + 1,
      lr: 0.1,
      train: { loss: 2, accuracy: 0.5 },
    }));
    const { charts = [] } = show("learning-curves", madeInput({ steps })) ?? {};
    const [batches] = series(charts[0]);
    expect(batches?.name).toBe("batches");
    expect(batches?.data.length).toBeLessThanOrEqual(1000);
    expect(batches?.data[0]).toEqual([0.1, 50]);
  });

  test("leave out what is no number", () => {
    const epochs = madeInput().run.epochs.map((epoch, i) => ({
      ...epoch,
      train: { ...epoch.train, loss: i === 1 ? Number.NaN : 1 },
    }));
    const { charts = [] } = show("learning-curves", madeInput({ epochs })) ?? {};
    expect(series(charts[1])[0]?.data).toHaveLength(3);
  });

  test("of many epochs the Markdown lists thirty and says how many are left out", () => {
    const [first] = madeInput().run.epochs;
    if (!first) throw new Error("there are epochs");
    const epochs = (count: number) => Array.from({ length: count }, (_, i) => ({ ...first, epoch: i + 1 }));
    const { markdown = "" } = show("learning-curves", madeInput({ epochs: epochs(100) })) ?? {};
    expect(markdown.match(/^\| \d+ \|/gm)).toHaveLength(30);
    expect(markdown).toMatch(/\n\n70 epochs before the last are left out\.$/);
    expect(show("learning-curves", madeInput({ epochs: epochs(30) }))?.markdown).not.toContain("left out");
  });

  test("list the epochs in the Markdown", () => {
    expect(show("learning-curves", madeInput())?.markdown).toContain(
      "| 2 | 20 | 91.00 % | 0.5000 | 90.00 % | 0.5500 |",
    );
  });
});
