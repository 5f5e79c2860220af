import { hashOf } from "@assay/experiment";
import { NAME_PATTERN } from "@assay/experiment/name-rule";
import type { TrialTask } from "../protocol.ts";
import { checker } from "./checker.ts";

/** Of what is given out and sent back. A worker of another version refuses it. */
export const PROTOCOL = 1;

/** Bytes of a payload: a spec, and a bound an epoch. */
const MOST_BYTES = 32 * 2 ** 20;

/** What a coordinator gives out: a trial, and what a machine must have to train it to the same bits. */
export interface Payload extends Omit<TrialTask, "results" | "threads" | "expects"> {
  readonly version: typeof PROTOCOL;
  readonly expects: NonNullable<TrialTask["expects"]>;
  /** The file by which a worker sees that it shares the results folder: in that sweep's folder, with this content. */
  readonly shared: { readonly sweep: string; readonly token: string };
}

const NAME = new RegExp(NAME_PATTERN);

/** Of what stands on the server, nothing is believed: anybody who reaches it may have written it. */
const check = checker({
  type: "object",
  additionalProperties: false,
  required: ["version", "title", "run", "spec", "numerics", "revectorize", "metric", "bounds", "expects", "shared"],
  properties: {
    version: { const: PROTOCOL },
    title: { type: "string", pattern: "^trial [1-9][0-9]{0,8}$" },
    run: { type: "string", pattern: "^[A-Za-z0-9._-]{1,80}/seed[0-9]{1,16}-[0-9a-f]{8}(-strict)?$" },
    spec: { type: "string", minLength: 1, maxLength: 4 * 2 ** 20 },
    numerics: { enum: ["fused", "strict"] },
    revectorize: { type: "boolean" },
    metric: {
      type: "object",
      additionalProperties: false,
      required: ["name", "goal"],
      properties: {
        name: { type: "string", pattern: "^validation\\.[A-Za-z0-9_.]{1,100}$" },
        goal: { enum: ["maximize", "minimize"] },
      },
    },
    bounds: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["epoch", "atMost"],
        properties: { epoch: { type: "integer", minimum: 1, maximum: 1e9 }, atMost: { type: "number" } },
      },
    },
    expects: {
      type: "object",
      additionalProperties: false,
      required: ["version", "data"],
      properties: {
        version: { type: "string", pattern: "^[A-Za-z0-9._+-]{1,100}$" },
        data: { type: "string", pattern: "^[0-9a-f]{64}$" },
      },
    },
    shared: {
      type: "object",
      additionalProperties: false,
      required: ["sweep", "token"],
      properties: {
        sweep: { type: "string", pattern: NAME_PATTERN },
        token: { type: "string", pattern: "^[0-9a-f]{32}$" },
      },
    },
  },
});

/** The version of a trial that another Assay has given out, whatever else it is; undefined where it is this one's, or there is none. */
export function otherProtocol(value: unknown): number | undefined {
  const { version } = (value ?? {}) as { readonly version?: unknown };
  return Number.isSafeInteger(version) && version !== PROTOCOL ? (version as number) : undefined;
}

/** What is wrong with a payload; undefined where nothing is. */
export function payloadFault(value: unknown): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? "");
  if (bytes > MOST_BYTES) return `it has ${bytes} bytes, at most ${MOST_BYTES}`;
  const fault = check(value);
  if (fault !== undefined) return fault;
  return NAME.test((value as Payload).run.split("/")[0] ?? "") ? undefined : "run is no name of a run";
}

/** The same trial has one job, whoever gives it out: its run, what it must reach, and all that its result depends on. */
export function jobIdOf({ title: _, shared: __, ...trial }: Payload): string {
  return `trial-${hashOf(trial)}`;
}
