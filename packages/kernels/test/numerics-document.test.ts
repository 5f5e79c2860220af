import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { measureTables, readTable } from "./error-tables.ts";

const document = readFileSync(new URL("../../../docs/numerics.md", import.meta.url), "utf8");
const say = "docs/numerics.md is out of date: type pnpm run numerics, and say in the commit why";

describe("docs/numerics.md states the measured errors: none is larger, none less than half", () => {
  test.each(Object.entries(measureTables()))("%s", (name, { rows }) => {
    const stated = readTable(document, name);
    expect([...stated.keys()], say).toEqual([...rows.keys()]);
    for (const [key, errors] of rows) {
      for (const [i, error] of errors.entries()) {
        const claim = stated.get(key)?.[i] ?? Number.NaN;
        expect(error, `${key}: ${say}`).toBeLessThanOrEqual(claim);
        expect(error, `${key}: ${say}`).toBeGreaterThanOrEqual(claim / 2);
      }
    }
  });
});
