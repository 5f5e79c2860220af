import { sha256, sha256OfAll } from "@assay/data";
import { canonicalJson } from "@assay/experiment/identity";
import type { ChainLink, EpochRecord } from "./events.ts";

type Floats = Float32Array | Float64Array;

/** Digits of a hash that stands beside many others: 64 bits tell any two tensors of a training apart. */
const SHORT = 16;

/** Hash of an array's values. */
export const hashOfValues = (values: ArrayBufferView): string => sha256(bytesOf(values)).slice(0, SHORT);

/** SHA-256 (hex) over the values of arrays, one after the other, little endian. */
export const hashOfAll = (arrays: readonly ArrayBufferView[]): string => sha256OfAll(arrays.map(bytesOf));

/** An array's bytes. The sign and payload of a NaN differ from machine to machine: here there is one NaN. */
function bytesOf(values: ArrayBufferView): Uint8Array {
  const isFloats = values instanceof Float32Array || values instanceof Float64Array;
  const { buffer, byteOffset, byteLength } = isFloats && hasNaN(values) ? withOneNaN(values) : values;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function hasNaN(values: Floats): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** The bits of a copy: what a NaN has that is written as a number is for the machine to say. */
function withOneNaN(values: Floats): Uint32Array | BigUint64Array {
  const { buffer } = values.slice();
  if (values instanceof Float32Array) {
    return new Uint32Array(buffer).map((bits, i) => (Number.isNaN(values[i]) ? 0x7fc00000 : bits));
  }
  return new BigUint64Array(buffer).map((bits, i) => (Number.isNaN(values[i]) ? 0x7ff8000000000000n : bits));
}

/** Hash of what an epoch's record says, its times excepted. */
export function hashOfMetrics({ seconds: _, samples_per_second: __, ...figures }: EpochRecord): string {
  return sha256(canonicalJson(JSON.parse(JSON.stringify(figures)))).slice(0, SHORT);
}

/** A link's own hash: over everything in it, and the link before. */
export function chainOf({ epoch, order, metrics, tensors }: Omit<ChainLink, "chain">, previous?: ChainLink): string {
  return sha256(canonicalJson({ epoch, order, metrics, tensors, previous: previous?.chain ?? "" }));
}
