import { expect, test } from "vitest";
import { asha } from "../src/early/asha.ts";
import type { Curve } from "../src/early/contract.ts";
import { upToStop } from "../src/early/curve.ts";
import { median } from "../src/early/median.ts";

/** A loss an epoch. */
const curve = (...losses: number[]): Curve => losses.map((loss, i) => [i + 1, loss]);

test("asha: at each rung the best third of those before go on, and of fewer than three the best", () => {
  const { bounds } = asha.build({ min_epochs: 1, reduction_factor: 3 });
  expect(bounds([], 9)).toEqual([]);
  expect(bounds([curve(5)], 9)).toEqual([{ epoch: 1, atMost: 5 }]);
  // Six have reached the first rung, of which two and the seventh's place make 7 / 3; two have reached the second.
  const told = [curve(5, 4, 3), curve(6), curve(4, 4, 2), curve(7), curve(8), curve(9)];
  expect(bounds(told, 9)).toEqual([
    { epoch: 1, atMost: 5 },
    { epoch: 3, atMost: 2 },
  ]);
  expect(bounds(told, 3), "the last epoch is no rung").toEqual([{ epoch: 1, atMost: 5 }]);
});

test("median: from five trials on, each epoch's median of the best so far", () => {
  const { bounds } = median.build({ min_epochs: 2 });
  const four = [curve(5, 5), curve(6, 4), curve(7, 3), curve(8, 2)];
  expect(bounds(four, 3)).toEqual([]);
  expect(bounds([...four, curve(1, 9)], 4)).toEqual([{ epoch: 2, atMost: 3 }]);
  expect(bounds([...four, curve(1, 9), curve(0, 0)], 4)).toEqual([{ epoch: 2, atMost: 2.5 }]);
});

test("a trial is stopped where its best loss misses a bound, and not by a later, worse one", () => {
  const bounds = [
    { epoch: 1, atMost: 5 },
    { epoch: 3, atMost: 3 },
  ];
  expect(upToStop(curve(6, 1), bounds)).toEqual({ curve: curve(6), isStopped: true });
  expect(upToStop(curve(5, 4, 4, 1), bounds)).toEqual({ curve: curve(5, 4, 4), isStopped: true });
  expect(upToStop(curve(5, 2, 9, 9), bounds)).toEqual({ curve: curve(5, 2, 9, 9), isStopped: false });
  // Evaluated at every second epoch: the rung is met at the first evaluation after it.
  const sparse: Curve = [
    [2, 6],
    [4, 1],
  ];
  expect(upToStop(sparse, bounds)).toEqual({ curve: sparse.slice(0, 1), isStopped: true });
});

test("of as many bounds as epochs each is looked at once", () => {
  const epochs = 20_000;
  const long = curve(...Array.from({ length: epochs }, (_, i) => epochs - i));
  const bounds = long.map(([epoch, loss]) => ({ epoch, atMost: loss }));
  expect(upToStop(long, bounds)).toEqual({ curve: long, isStopped: false });
  const last = { epoch: epochs, atMost: 0 };
  expect(upToStop(long, [last, ...bounds])).toEqual({ curve: long, isStopped: true });
});

test("median ends where no trial has come further, however long a training may be", () => {
  const curves = Array.from(
    { length: 6 },
    (_, i) =>
      [
        [1, i],
        [2, i],
      ] as const,
  );
  const bounds = median.build({ min_epochs: 1 }).bounds(curves, Number.POSITIVE_INFINITY);
  expect(bounds).toEqual([
    { epoch: 1, atMost: 2.5 },
    { epoch: 2, atMost: 2.5 },
  ]);
});
