import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Dataset } from "../src/contract.ts";
import { sha256 } from "../src/index.ts";
import { temporaryFolders } from "./temporary.ts";

const { cache } = temporaryFolders();
const folder = join(cache, "assay", "decoded");
const fileOf = (key: string): string => join(folder, sha256(key));

const dataset = () => ({
  name: "table",
  names: ["no", "yes"],
  train: {
    count: 2,
    inputs: { dtype: "f32", shape: [2], values: Float32Array.of(1.5, -2, Number.NaN, 4), missing: "mean" },
    targets: { dtype: "i32", shape: [], values: Int32Array.of(1, -7) },
  } as const,
  test: {
    count: 1,
    inputs: { dtype: "f32", shape: [2], values: Float32Array.of(8, 9) },
    // A view of a part of a buffer, and a Buffer at that.
    targets: { dtype: "u8", shape: [], values: Buffer.from([5, 6, 7]).subarray(1, 2) },
  } as const,
});

/** As another process would: without what this one remembers. */
async function decodedCache<D extends Dataset>(key: string, decode: () => D): Promise<D> {
  vi.resetModules();
  return (await import("../src/decoded-cache.ts")).decodedCache(key, decode);
}
const refuse = (): never => {
  throw new Error("decoded again");
};

describe("decodedCache", () => {
  it("gives another process what was decoded: columns, counts, whatever else it has", async () => {
    await decodedCache("kept", dataset);
    const read = await decodedCache("kept", refuse as () => ReturnType<typeof dataset>);
    expect(read.test.targets.values).toEqual(Uint8Array.of(6));
    const { test, ...rest } = dataset();
    expect(read).toEqual({ ...rest, test: { ...test, targets: { ...test.targets, values: Uint8Array.of(6) } } });
    expect(readdirSync(folder)).toEqual([sha256("kept")]);
  });

  it("decodes once in a process", async () => {
    vi.resetModules();
    const { decodedCache: cached } = await import("../src/decoded-cache.ts");
    const decode = vi.fn(dataset);
    expect(cached("memory", decode)).toBe(cached("memory", decode));
    expect(decode).toHaveBeenCalledTimes(1);
  });

  it("decodes for another key", async () => {
    await decodedCache("one", dataset);
    expect((await decodedCache("two", () => ({ ...dataset(), name: "other" }))).name).toBe("other");
  });

  it("does not use a file that is cut at any byte, longer, or changed in any byte", async () => {
    await decodedCache("damaged", dataset);
    const whole = readFileSync(fileOf("damaged"));
    const decoded = async (bytes: Uint8Array, what: string) => {
      writeFileSync(fileOf("damaged"), bytes);
      const decode = vi.fn(dataset);
      await decodedCache("damaged", decode);
      expect(decode, what).toHaveBeenCalledTimes(1);
    };
    for (let at = 0; at < whole.length; at += 3) {
      await decoded(whole.subarray(0, at), `cut at ${at}`);
      await decoded(whole.with(at, (whole[at] as number) ^ 1), `changed at ${at}`);
    }
    await decoded(Buffer.concat([whole, Buffer.alloc(1)]), "longer");
    writeFileSync(fileOf("damaged"), whole);
    await decodedCache("damaged", refuse);
  });

  it("does not use a file of another key under its name, or a folder", async () => {
    await decodedCache("mine", dataset);
    writeFileSync(fileOf("yours"), readFileSync(fileOf("mine")));
    mkdirSync(fileOf("folder"));
    for (const key of ["yours", "folder"]) {
      const decode = vi.fn(dataset);
      await decodedCache(key, decode);
      expect(decode).toHaveBeenCalledTimes(1);
    }
  });

  it("keeps nothing where decoding fails", async () => {
    await expect(decodedCache("fails", refuse)).rejects.toThrow("decoded again");
    expect(readdirSync(folder)).not.toContain(sha256("fails"));
  });

  it("does without a folder that cannot be written", async () => {
    writeFileSync(join(cache, "file"), "");
    vi.stubEnv("XDG_CACHE_HOME", join(cache, "file"));
    try {
      expect(await decodedCache("nowhere", dataset)).toMatchObject({ name: "table" });
    } finally {
      vi.stubEnv("XDG_CACHE_HOME", cache);
    }
  });

  it("removes what was not used for months when another is written, and keeps what was read since", async () => {
    const old = new Date(Date.now() - 100 * 24 * 3600 * 1000);
    for (const key of ["unused", "read since"]) {
      await decodedCache(key, dataset);
      utimesSync(fileOf(key), old, old);
    }
    await decodedCache("read since", refuse);
    expect(statSync(fileOf("read since")).mtimeMs).toBeGreaterThan(old.getTime());
    await decodedCache("new", dataset);
    expect(readdirSync(folder)).not.toContain(sha256("unused"));
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([sha256("read since"), sha256("new")]));
  });

  it("removes what was used longest ago where all of it is too large", async () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    for (const [i, name] of ["newest", "older", "oldest"].entries()) {
      writeFileSync(join(folder, name), "");
      truncateSync(join(folder, name), 3 * 2 ** 30); // takes no room on the disk
      utimesSync(join(folder, name), minutesAgo(i + 1), minutesAgo(i + 1));
    }
    await decodedCache("one more", dataset);
    const left = readdirSync(folder);
    expect(left).toEqual(expect.arrayContaining(["newest", "older", sha256("one more")]));
    expect(left).not.toContain("oldest");
  });
});
