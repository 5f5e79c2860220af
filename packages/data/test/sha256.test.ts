import { describe, expect, test } from "vitest";
import { createSha256 as inPage } from "../src/sha256/browser.ts";
import { createSha256 as inNode } from "../src/sha256/node.ts";

// FIPS 180-2, appendix B, and of the empty message.
const VECTORS: readonly (readonly [string, readonly (string | Uint8Array)[], string])[] = [
  ["nothing", [], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["one block", ["abc"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "two blocks in pieces, text and bytes",
    ["abcdbcdecdefdefgefghfghighij", new TextEncoder().encode("hijkijkljklmklmnlmnomnopnopq")],
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  [
    "a million times a",
    [new Uint8Array(1_000_000).fill(97)],
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  ],
];

describe.each([
  ["Node", inNode],
  ["a page", inPage],
])("SHA-256 in %s", (_, createSha256) => {
  test.each(VECTORS)("of %s is the standard's", (_, pieces, digest) => {
    const hash = createSha256();
    for (const piece of pieces) hash.update(piece);
    expect(hash.hex()).toBe(digest);
  });
});
