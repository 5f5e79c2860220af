import { ResultError, UsageError } from "@assay/runs/errors";
import { expect, test } from "vitest";
import { ifReadable } from "../../src/commands/if-readable.ts";

test("what cannot be read is left out, and a bug is not hidden", () => {
  const failing = (error: Error) => (): never => {
    throw error;
  };
  expect(ifReadable(() => 1)).toBe(1);
  expect(ifReadable(failing(new ResultError("damaged")))).toBeUndefined();
  expect(ifReadable(failing(new UsageError("runs", "no such metric")))).toBeUndefined();
  expect(() => ifReadable(failing(new TypeError("a bug")))).toThrow(TypeError);
});
