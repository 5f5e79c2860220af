import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compareOutputs, PRINT_OUTPUTS } from "../src/self-test/compare-outputs.ts";

const here = fileURLToPath(new URL("..", import.meta.url));

// V8 merges vector operations on x86-64 alone.
describe.runIf(process.arch === "x64")("merged vector operations", () => {
  test.each(["fused", "strict"] as const)("give the same bits, %s", async (numerics) => {
    expect(await compareOutputs(numerics)).toMatchObject({ equal: true, differ: [] });
  });

  test("that changed one bit of a kernel are found, with the cases that it is in", async () => {
    const copy = mkdtempSync(join(tmpdir(), "assay-kernels-"));
    try {
      for (const part of ["src", "build", "package.json"])
        cpSync(join(here, part), join(copy, part), { recursive: true });
      symlinkSync(join(here, "node_modules"), join(copy, "node_modules"));
      flipBit(join(copy, "build/fused.wasm"), -0.693359375); // a part of −ln 2, which exp takes
      const { equal, differ } = await compareOutputs("fused", [
        PRINT_OUTPUTS,
        join(copy, "src/self-test/print-outputs.ts"),
      ]);
      expect(equal).toBe(false);
      expect(differ.some((title) => title.startsWith("softmax"))).toBe(true);
      expect(differ.filter((title) => title.startsWith("batch norm"))).toEqual([]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  test("that do not run at all are told with the reason", async () => {
    const missing = join(here, "no-such-script.ts");
    const { equal, failed } = await compareOutputs("fused", [PRINT_OUTPUTS, missing]);
    expect(equal).toBe(false);
    expect(failed).toContain("no-such-script.ts");
  });
});

/** Changes the last bit of a constant, once, wherever the kernels have it first. */
function flipBit(file: string, constant: number): void {
  const bytes = readFileSync(file);
  const pattern = Buffer.from(Float32Array.of(constant).buffer);
  const at = bytes.indexOf(pattern);
  if (at < 0) throw new Error(`the kernels have no constant ${constant}`);
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(file, bytes);
}
