import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("revectorized-outputs.ts", import.meta.url));

// In processes of their own: what V8 has compiled before the flag is set stays as it is.
const outputs = (...args: string[]): string => execFileSync(process.execPath, [script, ...args], { encoding: "utf8" });

test("merged vector operations give the same bits, fused and strict", () => {
  expect(outputs("revectorize")).toBe(outputs());
});
