import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, ResultError, readSafetensors } from "../src/index.ts";

const FILE = {
  tensors: [
    { name: "0.weight", shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 3e38, -0, 1e-45) },
    { name: "empty", shape: [0, 4], values: new Float32Array(0) },
    { name: "scalar", shape: [], values: Float32Array.of(Number.POSITIVE_INFINITY) },
  ],
  metadata: { run: "a/b" },
};

/** A file with this header and so many bytes of data, written by hand. */
function file(header: unknown, data = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const tensor = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: "F32",
  shape,
  data_offsets: [begin, end],
});

test("what is written is read back bit for bit", () => {
  expect(decodeSafetensors(encodeSafetensors(FILE))).toEqual(FILE);
});

test("the layout is the format's: length, header padded with blanks to 8, little-endian data", () => {
  const bytes = encodeSafetensors({ tensors: [{ name: "a", shape: [1], values: Float32Array.of(1) }], metadata: {} });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  expect(length % 8).toBe(0);
  expect(header.trimEnd()).toBe('{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
  expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
});

test("names like those of every object's properties are plain names", () => {
  const tensors = ["__proto__", "constructor", "toString"].map((name) => ({
    name,
    shape: [1],
    values: Float32Array.of(1),
  }));
  expect(decodeSafetensors(encodeSafetensors({ tensors, metadata: {} })).tensors.map(({ name }) => name)).toEqual([
    "__proto__",
    "constructor",
    "toString",
  ]);
});

test("a file cut anywhere is refused", () => {
  const bytes = encodeSafetensors(FILE);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeSafetensors(bytes.subarray(0, length)), `cut at ${length}`).toThrow(ResultError);
  }
  expect(() => decodeSafetensors(new Uint8Array([...bytes, 0]))).toThrow("the file has");
});

test.each([
  [
    "a header longer than the file",
    Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 123),
    "the header claims 18446744073709551615",
  ],
  ["a header that is no JSON", file("{"), "the header is not valid JSON"],
  ["a header of bytes that are no text", file("{}").fill(0xff, 8, 9), "the header is not UTF-8"],
  ["a header that nests deeply", file(`{"a":${"[".repeat(100_000)}`), "the header nests deeper than 32 levels"],
  ["a header that is a list", file([]), "not an object"],
  ["an overlap", file({ a: tensor(0, 8), b: tensor(4, 12) }, 12), 'tensor "b" begins at 4, expected 8'],
  ["a gap", file({ a: tensor(0, 4), b: tensor(8, 12) }, 12), "an overlap or a gap"],
  ["an end behind the file", file({ a: tensor(0, 4000) }, 8), "need 4000 bytes, the file has 8"],
  ["a shape that is larger than its bytes", file({ a: tensor(0, 8, [2 ** 40]) }, 8), "cannot fill the bytes 0 to 8"],
  ["a shape whose product overflows", file({ a: tensor(0, 8, [2 ** 52, 2 ** 52, 0.5]) }, 8), "has the shape"],
  ["a negative offset", file({ a: tensor(-4, 0) }, 8), "lies at [-4,0]"],
  ["an end before the beginning", file({ a: { dtype: "F32", shape: [0], data_offsets: [4, 0] } }, 4), "cannot fill"],
  [
    "another type",
    file({ a: { dtype: "F16", shape: [2], data_offsets: [0, 4] } }, 4),
    'is "F16"; only F32 and F64 are read',
  ],
  ["metadata that is no text", file({ __metadata__: { a: 1 } }), "__metadata__ must hold texts"],
])("%s is refused", (_, bytes, message) => {
  expect(() => decodeSafetensors(bytes)).toThrow(message);
});

test("a tensor that occurs twice or does not fit its shape is not written", () => {
  const [weight] = FILE.tensors;
  if (!weight) throw new Error("unreachable");
  expect(() => encodeSafetensors({ tensors: [weight, weight], metadata: {} })).toThrow('"0.weight" occurs twice');
  expect(() => encodeSafetensors({ tensors: [{ ...weight, shape: [5] }], metadata: {} })).toThrow(
    "is [5] but has 6 values",
  );
});

test("a missing file is named", () => {
  expect(() => readSafetensors("/nowhere/model.safetensors")).toThrow("cannot read /nowhere/model.safetensors");
});
