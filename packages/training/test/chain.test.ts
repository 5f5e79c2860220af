import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashOfAll, hashOfValues } from "../src/chain.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("values are hashed as their bytes are, wherever in a buffer they lie", () => {
  const values = Float32Array.of(9, 1.5, -0, Number.POSITIVE_INFINITY, 9);
  const expected = sha256(new Uint8Array(Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY).buffer));
  expect(hashOfValues(values.subarray(1, 4))).toBe(expected.slice(0, 16));
  expect(hashOfAll([values.subarray(1, 2), values.subarray(2, 4)])).toBe(expected);
});

test("every NaN is the same one, in either width, and what was hashed stays as it was", () => {
  const floats = (bits: number) => new Float32Array(Uint32Array.of(0x3f800000, bits).buffer);
  const doubles = (bits: bigint) => new Float64Array(BigUint64Array.of(1n, bits).buffer);
  for (const hash of [hashOfValues, (values: ArrayBufferView) => hashOfAll([values])]) {
    const float = sha256(new Uint8Array(Uint32Array.of(0x3f800000, 0x7fc00000).buffer));
    for (const bits of [0x7fc00000, 0xffc00000, 0x7f800001]) expect(float.startsWith(hash(floats(bits)))).toBe(true);
    const double = sha256(new Uint8Array(BigUint64Array.of(1n, 0x7ff8000000000000n).buffer));
    for (const bits of [0x7ff8000000000000n, 0xfff8000000000000n, 0x7ff0000000000001n])
      expect(double.startsWith(hash(doubles(bits)))).toBe(true);
  }
  const values = floats(0xffc00000);
  hashOfValues(values);
  expect(new Uint32Array(values.buffer)[1]).toBe(0xffc00000);
});
