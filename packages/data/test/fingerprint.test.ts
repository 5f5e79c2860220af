import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fingerprintOf, sha256 } from "../src/index.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-fingerprint-"));
});
afterEach(() => vi.useRealTimers());
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const cache = () => join(folder, "cache");

describe("fingerprintOf", () => {
  it("is the SHA-256 over the files' digests, in their order, whatever they are called", () => {
    const [a, b, c] = [file("a", "one"), file("b", "two"), file("c", "one")] as [string, string, string];
    expect(fingerprintOf([a, b], cache())).toBe(sha256([sha256("one"), sha256("two")].join("\n")));
    expect(fingerprintOf([c, b], cache())).toBe(fingerprintOf([a, b], cache()));
    expect(fingerprintOf([b, a], cache())).not.toBe(fingerprintOf([a, b], cache()));
  });

  it("sees a change that keeps the size, and one that sets the time back", () => {
    const labels = file("labels", "0123");
    const before = fingerprintOf([labels], cache());
    const { atime, mtime } = statSync(labels);
    file("labels", "0132");
    utimesSync(labels, atime, mtime);
    expect(fingerprintOf([labels], cache())).toBe(sha256(sha256("0132")));
    expect(before).toBe(sha256(sha256("0123")));
  });

  it("keeps the digest of a file that is unchanged, and reads again where the cache is damaged", () => {
    const labels = file("labels", "0123");
    expect(fingerprintOf([labels], cache())).toBe(sha256(sha256("0123")));
    expect(existsSync(cache()), "a file that has just changed is not kept").toBe(false);
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() + 3000);
    expect(fingerprintOf([labels], cache())).toBe(sha256(sha256("0123")));
    const [kept = "", ...more] = readdirSync(cache());
    expect(more).toEqual([]);
    const [state] = readFileSync(join(cache(), kept), "utf8").split("\n");
    writeFileSync(join(cache(), kept), `${state}\n${"a".repeat(64)}\n`);
    expect(fingerprintOf([labels], cache()), "taken from the cache").toBe(sha256("a".repeat(64)));
    writeFileSync(join(cache(), kept), `${state}\nnonsense`);
    expect(fingerprintOf([labels], cache())).toBe(sha256(sha256("0123")));
  });

  it("does without a cache that cannot be written", () => {
    const labels = file("labels", "0123");
    expect(fingerprintOf([labels], join(labels, "no-folder"))).toBe(sha256(sha256("0123")));
  });
});
