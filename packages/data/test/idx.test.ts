import { InputError } from "@assay/kernels";
import { describe, expect, it } from "vitest";
import { readIdx } from "../src/index.ts";

/** Two images of 2 × 3: 16 bytes of header, 12 elements. */
const sound = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const changed = (byte: number, value: number) => sound.with(byte, value);

describe("readIdx", () => {
  it("reads extents and elements without copying them", () => {
    const { shape, values } = readIdx(sound, "images", 3);
    expect(shape).toEqual([2, 2, 3]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(values.buffer).toBe(sound.buffer);
  });

  it("reads bytes that start inside a larger buffer", () => {
    const inside = new Uint8Array(40);
    inside.set(sound, 7);
    expect(readIdx(inside.subarray(7, 7 + sound.length), "images")).toMatchObject({ shape: [2, 2, 3] });
  });

  it("refuses a file cut at any byte, and one with a byte too many", () => {
    for (let length = 0; length < sound.length; length++) {
      expect(() => readIdx(sound.subarray(0, length), "images"), `${length} bytes`).toThrow(InputError);
      expect(() => readIdx(sound.subarray(0, length), "images")).toThrow(`the file ends at byte ${length}`);
    }
    expect(() => readIdx(Uint8Array.from([...sound, 0]), "images")).toThrow(
      "[data/idx] images: too long: 2 × 2 × 3 elements from byte 16 end at byte 28, but the file ends at byte 29",
    );
  });

  it.each([
    ["a first byte that is not zero", changed(0, 1), "magic number at byte 0 must be 0x00000803, got 0x01000803"],
    ["another element type", changed(2, 0x0d), "magic number at byte 0 must be 0x00000803, got 0x00000d03"],
    ["another number of dimensions", changed(3, 1), "magic number at byte 0 must be 0x00000803, got 0x00000801"],
    ["a gzip file", Uint8Array.from([0x1f, 0x8b, 8, 0, 0]), "must be 0x00000803, got 0x1f8b0800"],
    ["a count above the data", changed(7, 3), "truncated: 3 × 2 × 3 elements from byte 16 end at byte 34"],
    ["a count below the data", changed(7, 1), "too long: 1 × 2 × 3 elements from byte 16 end at byte 22"],
    ["extents past any memory", sound.map((value, i) => (i > 3 && i < 16 ? 255 : value)), "truncated"],
  ])("refuses %s", (_case, bytes, message) => {
    expect(() => readIdx(bytes, "images", 3)).toThrow(message);
  });

  it("refuses an array without dimensions", () => {
    expect(() => readIdx(Uint8Array.from([0, 0, 8, 0, 5]), "scalar")).toThrow("got 0x00000800");
  });
});
