import { expect, test } from "vitest";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, ResultError } from "../src/index.ts";
import { decodeTensors, encodeSafetensors } from "../src/store/safetensors.ts";
import { snapshotAfter } from "./sample-snapshot.ts";

const checkpoint: Checkpoint = {
  ...{ spec: "a".repeat(64), data: "d".repeat(64), numerics: "fused", version: "3" },
  snapshot: snapshotAfter(2, 3),
};

test("a checkpoint comes back as it was: tensors of both widths, position, records", () => {
  expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
});

test("a metric that is not finite stays what it is, as a policy looks at it", () => {
  const { snapshot } = checkpoint;
  const train = { loss: Number.NaN, r2: Number.NEGATIVE_INFINITY, rmse: Number.POSITIVE_INFINITY };
  const records = snapshot.records.map((record) => ({ ...record, train }));
  const odd = { ...checkpoint, snapshot: { ...snapshot, records } };
  expect(decodeCheckpoint(encodeCheckpoint(odd))).toEqual(odd);
});

test("it is a safetensors file, which any reader of the format opens", () => {
  const { tensors, metadata } = decodeTensors(encodeCheckpoint(checkpoint));
  expect(tensors.map(({ name, values }) => [name, values.BYTES_PER_ELEMENT])).toEqual([
    ["0.weight", 4],
    ["optimizer.velocity.0.weight", 4],
    ["totals.loss", 8],
  ]);
  expect(metadata).toMatchObject({ format: "assay-checkpoint-1", numerics: "fused", version: "3" });
});

/** A generator of whole numbers below `n`: the same ones each time. */
function generator(): (n: number) => number {
  let state = 12345;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

test("cut at 200 offsets it is damaged each time", () => {
  const bytes = encodeCheckpoint(checkpoint);
  for (let i = 0; i < 200; i++) {
    const length = Math.floor((bytes.length * i) / 200);
    expect(() => decodeCheckpoint(bytes.subarray(0, length)), `cut at ${length}`).toThrow(ResultError);
  }
});

test("with one of 1,000 bits flipped it is damaged each time", () => {
  const bytes = encodeCheckpoint(checkpoint);
  const below = generator();
  for (let i = 0; i < 1000; i++) {
    const bit = below(bytes.length * 8);
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(() => decodeCheckpoint(flipped), `bit ${bit}`).toThrow(ResultError);
  }
});

test("a file with a checksum that is right, and nothing else of a checkpoint, is refused", () => {
  const metadata = { format: "other", checksum: "0".repeat(64) };
  expect(() => decodeCheckpoint(encodeSafetensors({ tensors: [], metadata }))).toThrow("the checksum is not that");
  const { progress: _, ...rest } = decodeTensors(encodeCheckpoint(checkpoint)).metadata;
  expect(() => decodeCheckpoint(encodeSafetensors({ tensors: [], metadata: rest }))).toThrow(
    "the checksum is not that",
  );
});
