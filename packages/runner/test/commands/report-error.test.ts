import { SpecError } from "@assay/experiment";
import { InputError, LimitError } from "@assay/kernels";
import { RefusedError, ResultError, UsageError } from "@assay/runs";
import { expect, test } from "vitest";
import { reportError } from "../../src/commands/report-error.ts";
import { fakeTerminal } from "../terminal/screen.ts";

const location = { text: "a.yaml:1:5", line: "lr: -1", row: 1, column: 5 };

test.each([
  [
    new SpecError("optimizers/sgd", "lr must be positive, got -1", location),
    2,
    /^error: a\.yaml:1:5: \[optimizers\/sgd\] lr .*\n.*lr: -1\n.*\^\n$/,
  ],
  [new InputError("data/mnist", "checksum differs"), 2, /^error: \[data\/mnist\] checksum differs\n$/],
  [
    new UsageError("runner/commands", "no such run", "list them"),
    2,
    /^error: \[runner\/commands\] no such run; list them\n$/,
  ],
  [
    new RefusedError("runs/store", "run r is being trained by process 7", "wait for it or stop it"),
    3,
    /^error: \[runs\/store\] run r is being trained by process 7; wait for it or stop it\n$/,
  ],
  [new ResultError("cannot write a/run.json: no space left"), 1, /^error: cannot write a\/run\.json: no space left\n$/],
  [Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" }), 1, /^error: EIO: i\/o error, read\n$/],
  [
    Object.assign(new Error("Worker initialization failure: EMFILE"), { code: "ERR_WORKER_INIT_FAILED" }),
    1,
    /^error: Worker .*: EMFILE; raise the limit of the process: ulimit -n 1024\n$/,
  ],
  [
    new LimitError("kernels/engine", "0 of 1 more threads started", "use fewer threads"),
    1,
    /^error: \[kernels\/engine\] 0 of 1 more threads started; use fewer threads\n$/,
  ],
  [
    new RangeError("Array buffer allocation failed"),
    1,
    /^error: Array buffer allocation failed; raise the limits of the process: ulimit -v, --max-old-space-size\n$/,
  ],
  [
    new TypeError("x is not a function"),
    1,
    /^error: x is not a function \(a bug in Assay; ASSAY_DEBUG=1 shows where\)\n$/,
  ],
  ["a text", 1, /^error: a text \(a bug/],
  [new ResultError("\u001b[2J"), 1, /^error: \\u001b\[2J\n$/],
])("%s exits with %i", (error, code, shown) => {
  const { terminal, err } = fakeTerminal();
  expect(reportError(error, terminal.err, {})).toBe(code);
  expect(err()).toMatch(shown);
});

test("every mistake of a spec has an error of its own", () => {
  const { terminal, err } = fakeTerminal();
  const other = new SpecError("layers/conv2d", "padding is wrong", { text: "a.yaml:2:1", line: undefined });
  const error = new SpecError("optimizers/sgd", "lr is wrong", { text: "--set lr", line: undefined }, "try 1", [other]);
  expect(reportError(error, terminal.err, {})).toBe(2);
  expect(err()).toBe(
    "error: --set lr: [optimizers/sgd] lr is wrong; try 1\nerror: a.yaml:2:1: [layers/conv2d] padding is wrong\n",
  );
});

test("the stack is shown on demand", () => {
  const { terminal, err } = fakeTerminal();
  reportError(new TypeError("x"), terminal.err, { ASSAY_DEBUG: "1" });
  expect(err()).toContain("report-error.test.ts");
});
