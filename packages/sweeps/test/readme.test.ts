import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the README's example prints what the README says", () => {
  const folder = new URL("..", import.meta.url);
  const [, code, output] =
    /```ts\n(.*?)```.*?```\n(.*?)```/s.exec(readFileSync(new URL("README.md", folder), "utf8")) ?? [];
  expect(code).toContain('from "@assay/sweeps"');
  const printed = execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", code as string], {
    cwd: folder,
  });
  expect(printed.toString()).toBe(output);
});
