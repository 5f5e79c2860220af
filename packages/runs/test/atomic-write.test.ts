import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atomicWrite, nodeFiles, ResultError } from "../src/index.ts";
import { atomicWriteInTurns } from "../src/store/atomic-write.ts";
import { failingFiles, read, temporaryFolder } from "./sample-runs.ts";

const STEPS = ["open", "write", "fsync", "rename", "fsync of the folder"];

test.each(STEPS.map((step, i) => [step, i + 1] as const))(
  "a failing %s leaves a whole file and names it",
  (step, failAt) => {
    const folder = temporaryFolder();
    const file = join(folder, "run.json");
    atomicWrite(file, "before");
    const { files } = failingFiles(failAt);
    const act = () => atomicWrite(file, "after", files);
    expect(act).toThrow(ResultError);
    expect(act, "only the n-th operation fails").not.toThrow();
    atomicWrite(file, "before");
    expect(() => atomicWrite(file, "after", failingFiles(failAt).files)).toThrow(
      `cannot write ${file}: no space left on the device (ENOSPC)`,
    );
    expect(read(file)).toBe(step === "fsync of the folder" ? "after" : "before");
    expect(readdirSync(folder)).toEqual(["run.json"]);
  },
);

test("the steps are open, write, fsync, rename and fsync of the folder, in this order", () => {
  const folder = temporaryFolder();
  const steps: string[] = [];
  const files = Object.fromEntries(
    Object.entries(nodeFiles).map(([name, operation]) => [
      name,
      (...args: never[]) => {
        steps.push(name);
        return (operation as (...args: never[]) => unknown)(...args);
      },
    ]),
  ) as unknown as typeof nodeFiles;
  atomicWrite(join(folder, "a"), "text", files);
  expect(steps).toEqual(["open", "write", "sync", "close", "rename", "syncFolder"]);
});

test("a write that takes only part of the bytes is continued", () => {
  const folder = temporaryFolder();
  const files = {
    ...nodeFiles,
    write: (descriptor: number, bytes: Uint8Array, offset: number) =>
      nodeFiles.write(descriptor, bytes.subarray(0, offset + 3), offset),
  };
  atomicWrite(join(folder, "a"), "0123456789", files);
  expect(read(folder, "a")).toBe("0123456789");
});

test("a large file is written in parts, each durable before the next, and the event loop turns in between", async () => {
  const file = join(temporaryFolder(), "large");
  let synced = 0;
  const longest: number[] = [];
  const files: typeof nodeFiles = {
    ...nodeFiles,
    write(descriptor, bytes, offset) {
      longest.push(bytes.length - offset);
      return nodeFiles.write(descriptor, bytes, offset);
    },
    sync: () => void synced++,
  };
  let turns = 0;
  const turning = setInterval(() => turns++, 0);
  const pieces = [new Uint8Array(7).fill(1), new Uint8Array(70 * 2 ** 20).fill(2), new Uint8Array(5).fill(3)];
  await atomicWriteInTurns(file, pieces, files);
  clearInterval(turning);
  expect(Buffer.concat(pieces).equals(readFileSync(file))).toBe(true);
  expect(Math.max(...longest)).toBe(32 * 2 ** 20);
  expect(synced).toBe(3);
  expect(turns).toBeGreaterThan(0);
});
