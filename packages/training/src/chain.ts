import { sha256 } from "@assay/data";
import { canonicalJson } from "@assay/experiment/identity";
import type { ChainLink, EpochRecord } from "./events.ts";

/** Digits of a hash that stands beside many others: 64 bits tell any two tensors of a training apart. */
const SHORT = 16;

/** Hash of an array's bytes. */
export const hashOfValues = (values: ArrayBufferView): string =>
  sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).slice(0, SHORT);

/** Hash of what an epoch's record says, its times excepted. */
export function hashOfMetrics({ seconds: _, samples_per_second: __, ...figures }: EpochRecord): string {
  return sha256(canonicalJson(JSON.parse(JSON.stringify(figures)))).slice(0, SHORT);
}

/** A link's own hash: over everything in it, and the link before. */
export function chainOf({ epoch, order, metrics, tensors }: Omit<ChainLink, "chain">, previous?: ChainLink): string {
  return sha256(canonicalJson({ epoch, order, metrics, tensors, previous: previous?.chain ?? "" }));
}
