import { diffSpecs } from "@assay/runs";
import { expect, test } from "vitest";
import { SPEC, stored } from "../../../runs/test/sample-runs.ts";
import { type DiffSide, diffView } from "../../src/terminal/diff-view.ts";
import { CONTROL, fakeTerminal } from "./screen.ts";

const A = { ...SPEC };
const B = {
  ...SPEC,
  optimizer: { type: "adam", lr: 0.001 },
  architecture: [SPEC.architecture[0], { type: "relu" }, { type: "linear", out_features: 20 }, { type: "tanh" }],
};
const side = (label: string, spec: object, accuracy?: number): DiffSide => ({
  label,
  spec: spec as DiffSide["spec"],
  ...(accuracy !== undefined && { record: stored(spec, accuracy).record }),
});
const shown = (
  a: DiffSide,
  b: DiffSide,
  columns?: number,
  env: Record<string, string> = { NO_COLOR: "1", LANG: "C.UTF-8" },
) => {
  const { terminal, out } = fakeTerminal(columns, env);
  terminal.out.write(diffView([a, b], diffSpecs(a.spec, b.spec), ["The verdict."], terminal.out));
  return out();
};

test("settings stand side by side, layers are aligned like lines of text, outcomes follow with their difference", () => {
  expect(shown(side("a/seed1", A, 0.9), side("b/seed1", B, 0.95))).toBe(`\
A  a/seed1
B  b/seed1

setting             A    B
──────────────────────────────
optimizer.type      sgd  adam
optimizer.lr        0.1  0.001
optimizer.momentum  0.9  -

architecture
   0 flatten
+  1 relu
~  2 linear  out_features 10 → 20
+  3 tanh

outcome                    A        B         B − A
───────────────────────────────────────────────────
test accuracy        90.00 %  95.00 %  +5.00 points
test loss             0.1000   0.0500       -0.0500
validation accuracy  90.00 %  90.00 %   0.00 points
validation loss       0.2000   0.2000        0.0000
epochs                     2        2
parameters             7,850    7,850
seconds               10.0 s   10.0 s

The verdict.
`);
});

test("specs alone have no outcome, and equal ones are said to be equal", () => {
  const text = shown(side("a.yaml", A), side("b.yaml", { ...A, name: "other" }));
  expect(text).toContain("The two have the same settings.");
  expect(text).not.toContain("outcome");
});

test("a terminal is not overrun and nothing in a label drives it", () => {
  const long = { type: "linear", out_features: 10, note: "x".repeat(300) };
  const text = shown(side("\u001b[2J", A), side("b", { ...B, architecture: [...B.architecture, long] }), 60);
  expect(Math.max(...text.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(60);
  expect(text).not.toMatch(CONTROL);
});

test("on a terminal with colours A's lines are red, B's green", () => {
  const text = shown(side("a", A), side("b", B), 80, { LANG: "C.UTF-8" });
  expect(text).toContain("\u001b[32m+  1 relu");
});
