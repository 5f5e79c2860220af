import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loader, refusalOf, specText } from "./texts.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-spec-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe("a file that cannot be read is a spec error at its first line", () => {
  it.each([
    ["missing", () => join(folder, "nothing.yaml"), "there is no such file"],
    ["below a file", () => join(write("plain", ""), "a.yaml"), "there is no such file"],
    ["a folder", () => folder, "this is a folder, not a file"],
    ["a device", () => "/dev/zero", "this is not a regular file"],
    ["with NUL in its name", () => join(folder, "a\0b"), "the file name holds a NUL character"],
    ["with a name of 300 characters", () => join(folder, "a".repeat(300)), "the file name is too long"],
    [
      "above 256 KiB",
      () => write("large.yaml", `#${"x".repeat(1 << 18)}`),
      "the file has 262145 bytes, at most 262144 are read",
    ],
  ])("%s", (_title, file, says) => {
    const error = refusalOf(() => loader.load(file()));
    expect(error.rule).toBe(says);
    expect(error.location).toBe(`${file()}:1:1`);
    expect(error.printed).toBe(error.message);
    expect(error.message).not.toContain("\0");
  });

  it.each([
    ["a letter of Latin-1", Uint8Array.of(0x61, 0x3a, 0x20, 0xe9), "1:4"],
    ["UTF-16", Buffer.from("\ufeffname: a", "utf16le"), "1:1"],
    ["half a character, behind a BOM", Buffer.from("\ufeffname: é\n# \ud83d\ude00").subarray(0, -1), "2:3"],
    [
      "a surrogate behind a replacement character",
      Buffer.concat([Buffer.from("# \ufffd😀\n# \ufffd "), Buffer.of(0xed, 0xa0, 0x80)]),
      "2:5",
    ],
  ])("%s is no UTF-8, at the byte where it stops to be it", (_title, bytes, location) => {
    const error = refusalOf(() => loader.load(write("bytes.yaml", bytes)));
    expect(error.rule).toBe("the file is not UTF-8 text");
    expect(error.location).toBe(`${join(folder, "bytes.yaml")}:${location}`);
    expect(error.printed).toBe(error.message);
  });

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)("unreadable", () => {
    const file = write("secret.yaml", specText());
    chmodSync(file, 0);
    expect(refusalOf(() => loader.load(file)).rule).toBe("the file may not be read (permission denied)");
  });

  it("a circle of links", () => {
    symlinkSync(join(folder, "loop"), join(folder, "loop"));
    expect(refusalOf(() => loader.load(join(folder, "loop"))).rule).toBe("the links of this path lead in a circle");
  });
});

describe("a file in another dress is the same spec", () => {
  it("BOM, CRLF and a missing last line end", () => {
    mkdirSync(join(folder, "dress"));
    const plain = loader.load(write("dress/plain.yaml", specText()));
    const dressed = `\ufeff${specText().trimEnd().replaceAll("\n", "\r\n")}`;
    const loaded = loader.load(write("dress/dressed.yaml", dressed));
    expect(loaded.hash).toBe(plain.hash);
    expect(loaded.source).toBe(dressed);
  });

  it("columns do not count the BOM, lines end before CR", () => {
    const file = write("bom.yaml", "\ufeffsede: 1\r\nname: a\r\n");
    const error = refusalOf(() => loader.load(file));
    expect(error.location).toBe(`${file}:1:1`);
    expect(error.printed.split("\n").slice(1)).toEqual(["  1 | sede: 1", "    | ^"]);
  });

  it("the location of a mistake in a file with CRLF", () => {
    const file = write(
      "crlf.yaml",
      specText({ optimizer: "optimizer:\n  type: adam\n  lr: -1" }).replaceAll("\n", "\r\n"),
    );
    expect(refusalOf(() => loader.load(file)).location).toBe(`${file}:7:7`);
  });
});
