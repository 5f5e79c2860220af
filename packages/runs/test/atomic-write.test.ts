import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atomicWrite, nodeFiles, ResultError } from "../src/index.ts";
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
