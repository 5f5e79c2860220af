import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LeftOut, print, type Row } from "../check-bits/table.ts";

const row = (change: Partial<Row> = {}): Row => ({
  ...{ spec: "a.yaml", where: "Node", threads: 1, numerics: "fused", hash: "1234" },
  ...change,
});

async function* rowsOf(...rows: (Row | LeftOut)[]): AsyncGenerator<Row | LeftOut> {
  yield* rows;
}

describe("check-bits says equal", () => {
  beforeEach(() => {
    vi.spyOn(console, "log").mockReturnValue();
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("where every spec has one hash in each numerics", async () => {
    const rows = rowsOf(
      row(),
      row({ threads: 2 }),
      row({ numerics: "strict", hash: "5678" }),
      row({ spec: "b.yaml", hash: "9" }),
    );
    expect(await print(rows)).toBe(true);
    expect(console.log).toHaveBeenCalledTimes(4);
  });

  it.each([
    ["another hash", row({ where: "Firefox", hash: "1235" })],
    ["the same weights by another way", row({ rest: "other losses" })],
    ["a training that was left out", { where: "Chromium", missing: "there is none" }],
  ])("not for %s", async (_, other) => {
    expect(await print(rowsOf(row(), other))).toBe(false);
  });
});
