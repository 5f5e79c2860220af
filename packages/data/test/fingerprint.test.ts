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
import { InputError } from "@assay/kernels";
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
/** The one file of the cache, and the state of the first file that it knows. */
function keptState() {
  const [name = "", ...more] = readdirSync(cache());
  expect(more).toEqual([]);
  const kept = join(cache(), name);
  const [[, [state]]] = JSON.parse(readFileSync(kept, "utf8"));
  return { kept, state };
}

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
    const { kept, state } = keptState();
    const keep = (text: string) => writeFileSync(kept, text);
    keep(JSON.stringify([[labels, [state, "a".repeat(64)]]]));
    expect(fingerprintOf([labels], cache()), "taken from the cache").toBe(sha256("a".repeat(64)));
    for (const damage of ["", "{", "[[]]", "[[1]]", JSON.stringify([[labels, [state, "nonsense"]]]), "null"]) {
      keep(damage);
      expect(fingerprintOf([labels], cache()), damage).toBe(sha256(sha256("0123")));
    }
  });

  it("keeps the digests of a folder in one file, in which its files come and go", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => file(name, name)) as [string, string, string];
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() + 3000);
    fingerprintOf([a, b], cache(), folder);
    expect(fingerprintOf([b, c], cache(), folder)).toBe(sha256([sha256("b"), sha256("c")].join("\n")));
    const { kept } = keptState();
    expect(JSON.parse(readFileSync(kept, "utf8")).map(([path]: [string]) => path)).toEqual([b, c]);
  });

  it("names the file that is missing", () => {
    const missing = join(folder, "missing");
    expect(() => fingerprintOf([missing], cache())).toThrow(InputError);
    expect(() => fingerprintOf([missing], cache())).toThrow(`${missing}: there is no such file or folder`);
  });

  it("does without a cache that cannot be written", () => {
    const labels = file("labels", "0123");
    expect(fingerprintOf([labels], join(labels, "no-folder"))).toBe(sha256(sha256("0123")));
  });
});
