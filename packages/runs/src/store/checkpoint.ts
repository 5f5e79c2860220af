import type { Progress, Snapshot } from "@assay/training/events";
import { ResultError } from "./errors.ts";
import { joined } from "./joined.ts";
import { parseJson } from "./parse-json.ts";
import { progressCheck } from "./progress-check.ts";
import { decodeTensors, piecesOf } from "./safetensors.ts";
import { sha256 } from "./sha256.ts";

/** What a checkpoint belongs to: it goes on to the same bits only where all of this is the same. */
export interface CheckpointIdentity {
  /** Hash of the resolved spec. */
  readonly spec: string;
  /** Fingerprint of the data. */
  readonly data: string;
  readonly numerics: "fused" | "strict";
  /** Version of the kernels' results. */
  readonly version: string;
}

export interface Checkpoint extends CheckpointIdentity {
  readonly snapshot: Snapshot;
}

const FORMAT = "assay-checkpoint-1";
const BLANK = "0".repeat(64);
const KEY = '"checksum":"';

/** A checkpoint's file in one piece: see `checkpointPieces`. */
export const encodeCheckpoint = (checkpoint: Checkpoint): Uint8Array => joined(checkpointPieces(checkpoint));

/**
 * A checkpoint as the pieces of a safetensors file: tensors under the names that `snapshot` gives them, all else as JSON in the metadata.
 * Its checksum is the SHA-256 of the whole file with 64 zeros in the checksum's place: no byte is without one.
 */
export function checkpointPieces({ snapshot, ...identity }: Checkpoint): readonly Uint8Array[] {
  const { tensors, ...progress } = snapshot;
  const metadata = { format: FORMAT, checksum: BLANK, ...identity, progress: JSON.stringify(progress, tagged) };
  const pieces = piecesOf({ tensors, metadata });
  const [head] = pieces;
  head.set(new TextEncoder().encode(sha256(pieces)), placeOfChecksum(head));
  return pieces;
}

/** @throws ResultError naming what is wrong with the bytes: a single bit that differs is found */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const at = placeOfChecksum(bytes);
  const end = at + BLANK.length;
  const stated = new TextDecoder("latin1").decode(bytes.subarray(at, end));
  const found = sha256([bytes.subarray(0, at), new TextEncoder().encode(BLANK), bytes.subarray(end)]);
  if (found !== stated) throw new ResultError("[runs/checkpoint] the checksum is not that of the content");
  const { tensors, metadata } = decodeTensors(bytes);
  const { format, spec, data, numerics, version, progress = "" } = metadata;
  const isKnown = format === FORMAT && spec !== undefined && data !== undefined && version !== undefined;
  if (!isKnown || (numerics !== "fused" && numerics !== "strict")) {
    throw new ResultError("[runs/checkpoint] this is no checkpoint of this version of Assay");
  }
  return { spec, data, numerics, version, snapshot: { ...readProgress(progress), tensors } };
}

function readProgress(text: string): Progress {
  let value: unknown;
  try {
    value = parseJson(text, untagged);
  } catch {
    value = undefined;
  }
  if (!progressCheck(value))
    throw new ResultError("[runs/checkpoint] what it says of the training's progress is damaged");
  return value as Progress;
}

/** JSON has no NaN and no infinity, which a metric may be, and which a policy must find as they were. */
const tagged = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? { float: String(value) } : value;
const untagged = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "float" in value ? Number(value.float) : value;

/** The checksum stands near the start of the header, whose first key is the metadata. */
function placeOfChecksum(bytes: Uint8Array): number {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 256));
  const at = head.indexOf(KEY);
  if (at < 0 || bytes.length < at + KEY.length + BLANK.length)
    throw new ResultError("[runs/checkpoint] has no checksum");
  return at + KEY.length;
}
