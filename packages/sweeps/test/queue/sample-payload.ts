import type { Payload } from "../../src/executors/queue/payload.ts";
import type { TrialResult } from "../../src/index.ts";

/** A payload that is right. */
export const payloadOf = (number: number): Payload => ({
  version: 1,
  title: `trial ${number + 1}`,
  run: `tiny/seed${number}-0123abcd`,
  spec: "name: tiny\n",
  numerics: "fused",
  revectorize: false,
  metric: { name: "validation.accuracy", goal: "maximize" },
  bounds: [{ epoch: 1, atMost: -0.25 }],
  expects: { version: "4", data: "a".repeat(64) },
  shared: { sweep: "tiny-sweep", token: "b".repeat(32) },
});

/** What a trial gives that trained nothing. */
export const resultOf = (figure: number): TrialResult => ({
  ...{ status: "failed", reason: `number ${figure}`, curve: [], epochs: 0, train: null, validation: null },
  ...{ parameters: null, seconds: null, weights: null },
});
