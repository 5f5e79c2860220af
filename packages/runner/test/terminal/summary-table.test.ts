import { expect, test } from "vitest";
import { summaryTable } from "../../src/terminal/index.ts";
import { CONTROL, fakeTerminal } from "./screen.ts";

const ROWS = [
  { path: "0", type: "conv2d", output: [28, 28, 16], parameters: 160, flops: 225_792 },
  { path: "1", type: "residual", output: [28, 28, 16], parameters: 2320, flops: 3_600_000 },
  { path: "1.body.0", type: "residual", output: [28, 28, 16], parameters: 2320, flops: 3_600_000 },
  { path: "1.body.0.body.0", type: "conv2d", output: [28, 28, 16], parameters: 2320, flops: 3_600_000 },
  { path: "2", type: "flatten", output: [12544], parameters: 0, flops: 0 },
];

test("a summary without a terminal is plain ASCII, nested layers indented, totals of the outermost", () => {
  const { terminal } = fakeTerminal();
  expect(summaryTable(ROWS, 12_345_678, terminal.err)).toBe(`\
layer                         output  parameters   FLOPs
--------------------------------------------------------
0  conv2d                   28x28x16         160   226 k
1  residual                 28x28x16       2,320  3.60 M
  1.body.0 residual         28x28x16       2,320  3.60 M
    1.body.0.body.0 conv2d  28x28x16       2,320  3.60 M
2  flatten                     12544
--------------------------------------------------------
total                                      2,480  3.83 M
Memory 11.8 MiB; FLOPs: forward pass of one sample.
`);
});

test("a terminal with a UTF-8 locale gets more, one without does not", () => {
  const { terminal } = fakeTerminal(80);
  expect(summaryTable(ROWS, 0, terminal.err)).toContain("28×28×16");
  const ascii = fakeTerminal(80, { LANG: "C", NO_COLOR: "1" });
  const text = summaryTable(ROWS, 0, ascii.terminal.err);
  expect(text).toContain("28x28x16");
  expect(text).not.toMatch(CONTROL);
});

test("long names do not push a line past 80 columns", () => {
  const path = "3.body.0.body.1.branches.0.body.2.body.4";
  const rows = [
    { path, type: "adaptive_avg_pool2d", output: [1000, 1000, 1000], parameters: 123_456_789, flops: 1e12 },
  ];
  const { terminal } = fakeTerminal();
  for (const line of summaryTable(rows, 0, terminal.err).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
