import { accessesOf, type Call, definitionOf, encodeArguments, unplaced } from "./call.ts";
import type { Region } from "./kernel.ts";
import { BYTES, type Storage, sizeOf, type Tensor } from "./tensor.ts";

/** The part of a storage that a call touches, in bytes: `count` runs from `start` on, one every `stride`; `end` is behind the last. */
export interface Span {
  readonly storage: Storage;
  readonly writes: boolean;
  readonly start: number;
  readonly end: number;
  readonly run: number;
  /** 0 where there is one run alone. */
  readonly stride: number;
}

/** What a call touches: the regions that its kernel declares, and all of its other tensors. */
export function spansOf(call: Call, batch: number): Span[] {
  const { regions } = definitionOf(call);
  const args = regions && encodeArguments(call, batch, unplaced);
  return accessesOf(call).map(({ field, tensor, writes }) => {
    const region = args && regions[field]?.(args);
    return spanOf(region ?? { run: sizeOf(tensor.shape) }, tensor, writes);
  });
}

function spanOf(region: Region, { storage, offset, dtype }: Tensor, writes: boolean): Span {
  const { start = 0, run, stride = 0, count = 1 } = region;
  const bytes = BYTES[dtype];
  const from = offset + start * bytes;
  const end = from + ((count - 1) * stride + run) * bytes;
  const apart = count > 1 && run < stride;
  return {
    storage,
    writes,
    start: from,
    end,
    run: apart ? run * bytes : end - from,
    stride: apart ? stride * bytes : 0,
  };
}

/**
 * Whether two spans of one storage may have a byte in common. Runs that repeat every s and every t bytes keep their
 * positions modulo gcd(s, t): apart there, they are apart everywhere.
 */
export function overlap(a: Span, b: Span): boolean {
  if (a.end <= b.start || b.end <= a.start) return false;
  const period = greatestDivisor(a.stride, b.stride);
  if (period === 0) return true;
  const distance = (((b.start - a.start) % period) + period) % period;
  return distance < a.run || period - distance < b.run;
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));
