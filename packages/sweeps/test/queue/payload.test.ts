import { expect, test } from "vitest";
import { jobIdOf, otherProtocol, payloadFault } from "../../src/executors/queue/payload.ts";
import { payloadOf } from "./sample-payload.ts";

const good = payloadOf(1);

test("a payload that is right has no fault", () => {
  expect(payloadFault(JSON.parse(JSON.stringify(good)))).toBeUndefined();
});

test("as many bounds as a training has epochs are right", () => {
  const bounds = Array.from({ length: 100_000 }, (_, i) => ({ epoch: i + 1, atMost: -0.123456789 }));
  expect(payloadFault({ ...good, bounds })).toBeUndefined();
});

test("what another version of the protocol has made is told from what is no trial", () => {
  expect([2, 0, 1, "2", undefined, 1.5].map((version) => otherProtocol({ ...good, version }))).toEqual([
    ...[2, 0, undefined, undefined, undefined, undefined],
  ]);
  expect([null, undefined, "x", []].map(otherProtocol)).toEqual([undefined, undefined, undefined, undefined]);
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["a text", "trial"],
  ["a list", [good]],
  ["an empty object", {}],
  ["another version", { ...good, version: 2 }],
  ["a key too many", { ...good, results: "/etc" }],
  ["__proto__", JSON.parse(`{"__proto__": {"a": 1}, ${JSON.stringify(good).slice(1)}`)],
  ["a title with a control character", { ...good, title: "trial 1\u001b[2J" }],
  ["a run that climbs", { ...good, run: "../seed1-0123abcd" }],
  ["a run that climbs in its name", { ...good, run: "a..b/seed1-0123abcd" }],
  ["an absolute run", { ...good, run: "/tmp/seed1-0123abcd" }],
  ["a run two folders deep", { ...good, run: "a/b/seed1-0123abcd" }],
  ["a run that Windows keeps", { ...good, run: "con/seed1-0123abcd" }],
  ["a run with NUL", { ...good, run: "a\u0000/seed1-0123abcd" }],
  ["a run that no spec gives", { ...good, run: "tiny/latest" }],
  ["a spec that is no text", { ...good, spec: { name: "tiny" } }],
  ["a spec longer than any", { ...good, spec: "a".repeat(4 * 2 ** 20 + 1) }],
  ["numerics that there are not", { ...good, numerics: "fast" }],
  ["a test metric", { ...good, metric: { name: "test.accuracy", goal: "maximize" } }],
  ["a goal that there is not", { ...good, metric: { name: "validation.loss", goal: "zero" } }],
  ["bounds without end", { ...good, bounds: Array.from({ length: 2e6 }, () => ({ epoch: 1, atMost: 0 })) }],
  ["a bound that is no number", { ...good, bounds: [{ epoch: 1, atMost: "0" }] }],
  ["a bound at no epoch", { ...good, bounds: [{ epoch: 0.5, atMost: 0 }] }],
  ["data without a hash", { ...good, expects: { version: "4", data: "a" } }],
  ["a version with a line break", { ...good, expects: { ...good.expects, version: "4\nx" } }],
  ["a sweep that climbs", { ...good, shared: { ...good.shared, sweep: ".." } }],
  ["a token that is a path", { ...good, shared: { ...good.shared, token: "../../etc/passwd" } }],
])("%s is none", (_, value) => {
  expect(payloadFault(value)).toMatch(/^.{3,200}$/);
});

test("the same trial has one job, whatever its number and whichever sweep it is part of; other bounds make another", () => {
  const other = { ...good, title: "trial 9", shared: { sweep: "other", token: "c".repeat(32) } };
  expect(jobIdOf(other)).toBe(jobIdOf(good));
  expect(jobIdOf({ ...good, bounds: [] })).not.toBe(jobIdOf(good));
  expect(jobIdOf({ ...good, expects: { ...good.expects, version: "5" } })).not.toBe(jobIdOf(good));
});
