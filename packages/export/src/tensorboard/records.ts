import crc32c from "crc-32/crc32c.js";

/**
 * Records one after the other as TFRecord files hold them: the length as a little-endian u64 and its checksum, the bytes and
 * theirs. A checksum is a CRC-32C, rotated by 15 bits and moved by a constant.
 */
export function encodeRecords(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length + FRAME, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + 8, masked(bytes.subarray(at, at + 8)), true);
    bytes.set(record, at + 12);
    view.setUint32(at + 12 + record.length, masked(record), true);
    at += record.length + FRAME;
  }
  return bytes;
}

const FRAME = 16; // bytes around a record

function masked(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
