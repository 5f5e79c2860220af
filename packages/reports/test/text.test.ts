import { expect, test } from "vitest";
import { bytes, clock, count, duration, loss, percent, prefixed, significant } from "../src/text/index.ts";

test.each([
  [percent(0.99314), "99.31 %"],
  [percent(0.99314, 1), "99.3 %"],
  [percent(null), "-"],
  [percent(Number.NaN), "-"],
  [loss(0.123456), "0.1235"],
  [loss(Number.NaN), "NaN"],
  [loss(null), "-"],
  [loss(1e9), "1.00e+9"],
  [count(0), "0"],
  [count(999), "999"],
  [count(1234567.8), "1,234,568"],
  [count(undefined), "-"],
  [prefixed(0), "0"],
  [prefixed(999), "999"],
  [prefixed(999.9), "1.00 k"],
  [prefixed(1_234_567), "1.23 M"],
  [prefixed(4e9), "4.00 G"],
  [bytes(512), "512 B"],
  [bytes(12_345_678), "11.8 MiB"],
  [bytes(25 * 2 ** 30), "25.0 GiB"],
  [duration(8.24), "8.2 s"],
  [duration(99.96), "1:40"],
  [duration(205), "3:25"],
  [duration(3723), "1:02:03"],
  [duration(null), "-"],
  [clock(7), "0:07"],
  [significant(0.00093412), "0.000934"],
  [significant(0.1), "0.1"],
  [significant(1e-8), "1e-8"],
])("numbers are shown as %s", (shown, expected) => {
  expect(shown).toBe(expected);
});
