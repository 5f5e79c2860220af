import { UsageError } from "@assay/runs/errors";
import { expect, test } from "vitest";
import { readAddress } from "../../src/executors/queue/address.ts";

test.each([
  ["redis://head", { host: "head", port: 6379, db: 0, tls: false, shown: "head:6379" }],
  ["redis://head:7000/3", { host: "head", port: 7000, db: 3, tls: false, shown: "head:7000" }],
  ["rediss://[::1]:7000", { host: "::1", port: 7000, db: 0, tls: true, shown: "[::1]:7000" }],
  ["redis://me:p%40ss@head", { host: "head", username: "me", password: "p@ss", shown: "head:6379" }],
])("%s is an address", (url, address) => {
  expect(readAddress(url)).toMatchObject(address);
});

test.each([
  "http://me:secret@head",
  "head:6379",
  "redis://",
  "redis://me:secret@",
  "redis://me:secret@head:port",
  "redis://me:secret@head/name",
  "redis://me:secret@head?a=b",
  "redis://me:secret%zz@head",
  "secret",
  "redis:secret@head",
  `redis://:${"secret".repeat(1000)}@head:99999`,
])("another text is refused in one line that shows no secret: %s", (url) => {
  const error = thrown(() => readAddress(url));
  expect(error).toBeInstanceOf(UsageError);
  expect(String(error)).not.toMatch(/secret|\n/);
});

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
