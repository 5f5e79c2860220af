import { isTrialResult } from "../../check-line.ts";
import type { TrialResult } from "../../trial.ts";
import { checker } from "./checker.ts";

/** A file of a run, by its name in the run's folder. */
export interface DeliveredFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The files that one attempt at a trial has left. */
export interface DeliveredFiles {
  /** Of the attempt: what another one has sent is not looked at. */
  readonly token: string;
  /** In a folder that both have, or on the server. */
  readonly place: "folder" | "server";
  readonly files: readonly DeliveredFile[];
}

/** What a worker sends back. */
export interface Delivery {
  readonly result: TrialResult;
  /** Absent where there is no run: a trial that could not be trained. */
  readonly run?: DeliveredFiles;
}

/** Bytes of one run: through a folder, and through the server, which has them in memory. */
export const MOST_BYTES = { folder: 16 * 2 ** 30, server: 256 * 2 ** 20 } as const;

const check = checker({
  type: "object",
  additionalProperties: false,
  required: ["token", "place", "files"],
  properties: {
    token: { type: "string", pattern: "^[0-9a-f]{32}$" },
    place: { enum: ["folder", "server"] },
    files: {
      type: "array",
      minItems: 1,
      maxItems: 1000,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "bytes", "sha256"],
        properties: {
          name: { type: "string", pattern: "^[a-z0-9./-]{1,100}$" }, // which ones, the store of runs knows
          bytes: { type: "integer", minimum: 0, maximum: MOST_BYTES.folder },
          sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
        },
      },
    },
  },
});

/** Reads what a worker has sent. @returns why it is none where it is none */
export function readDelivery(value: unknown): Delivery | { readonly fault: string } {
  const { result, run } = (value ?? {}) as { readonly result?: unknown; readonly run?: unknown };
  if (!isTrialResult(result)) return { fault: "it is no result" };
  if (run === undefined) return result.status === "failed" ? { result } : { fault: "it has no files" };
  const fault = check(run);
  if (fault !== undefined) return { fault };
  const delivered = run as DeliveredFiles;
  const bytes = delivered.files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MOST_BYTES[delivered.place]) return { fault: `its files have ${bytes} bytes` };
  return { result, run: delivered };
}
